import ActivationDomain
import Testing

@Suite("Job ids")
struct JobIDTests {
    /// Computed with another implementation of RFC 9562's version 5.
    @Test(
        "are version 5 UUIDs of what the job is for",
        arguments: [
            ("2026-autumn", "A101-PC01", "windows", 1, "649d4e0c-0cc5-5e3b-aff2-338e6c6ae31a"),
            ("2026-autumn", "a101-pc01", "windows", 1, "649d4e0c-0cc5-5e3b-aff2-338e6c6ae31a"),
            ("2026-autumn", "a101-pc01", "windows", 2, "2803d15f-5120-520d-a8bb-8ea8ff9f2b5d"),
            ("2026-autumn", "A101-PC01", "office-2021", 1, "0ac02007-7961-5382-bb9a-0f2a1ddd4dd5"),
            ("115學年", "電腦教室-Ａ07", "office-2024", 12, "d141090f-62bc-5ed5-b492-be3c6a00374c"),
            ("115學年", "電腦教室-ａ07", "office-2024", 12, "d141090f-62bc-5ed5-b492-be3c6a00374c"),
            ("c", "PC-ÄÖÜ", "windows", 1, "375902d8-6838-5e58-894e-585afd050684"),
            ("c", "x🖥", "windows", 1_000_000, "c61d3d8a-cd8f-54b4-b176-bb9e58349497"),
        ]
    )
    func vectors(campaign: String, computer: String, product: String, round: Int, id: String) {
        #expect(JobID(campaign: campaign, computerName: computer, product: product, round: round).text == id)
    }

    @Test("tell campaigns apart by case, computers not")
    func letterCase() {
        func id(_ campaign: String, _ computer: String) -> JobID {
            JobID(campaign: campaign, computerName: computer, product: "windows", round: 1)
        }
        #expect(id("a", "pc-1") == id("a", "PC-1"))
        #expect(id("a", "pc-1") != id("A", "pc-1"))
    }

    @Test("are read in their canonical form only, in any case")
    func read() throws {
        let text = "649d4e0c-0cc5-5e3b-aff2-338e6c6ae31a"
        #expect(JobID(text)?.text == text)
        #expect(try #require(JobID(text.uppercased())).text == text)
        for wrong in ["", String(text.dropLast()), text + "0", "{\(text)}", text.filter { $0 != "-" }] {
            #expect(JobID(wrong) == nil)
        }
    }

    @Test("are the number that their digits write")
    func number() throws {
        #expect(
            try #require(JobID("649D4E0C-0cc5-5e3b-aff2-338e6c6ae31a")).number
                == 0x649D_4E0C_0CC5_5E3B_AFF2_338E_6C6A_E31A
        )
        #expect(try #require(JobID("00000000-0000-0000-0000-000000000001")).number == 1)
    }

    @Test("stand beside the digest that names a message which is no job")
    func digest() {
        #expect(
            sha256Text(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }
}
