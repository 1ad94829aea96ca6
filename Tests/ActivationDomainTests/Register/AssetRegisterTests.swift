import ActivationDomain
import Testing

@Suite("Asset register")
struct AssetRegisterTests {
    private static let header = "name,address,asset_tag,site,lab,channel,products"

    private func parse(_ text: String) -> (register: AssetRegister, problems: [RegisterProblem]) {
        parse(Array(text.utf8))
    }

    private func parse(_ bytes: [UInt8]) -> (register: AssetRegister, problems: [RegisterProblem]) {
        AssetRegister.parse(
            bytes: bytes,
            file: "register.csv",
            knownProducts: ["windows", "office-2021", "office-2024"]
        )
    }

    @Test("is read row by row, and found by name without case")
    func plain() throws {
        let (register, problems) = parse(
            """
            \(Self.header)
            PC-001,pc-001.lab.example,A-17,Main,A101,winrm,windows office-2021
            pc-002,10.20.0.2,,Main,A101,SSH,windows
            """
        )
        #expect(problems.isEmpty)
        #expect(register.computers.map(\.name) == ["PC-001", "pc-002"])
        let expected = RegisteredComputer(
            name: "PC-001",
            address: "pc-001.lab.example",
            assetTag: "A-17",
            site: "Main",
            lab: "A101",
            channel: "winrm",
            products: ["windows", "office-2021"],
            port: nil,
            line: 2
        )
        #expect(register.computer(named: "pc-001") == expected)
        let second = try #require(register.computer(named: "PC-002"))
        #expect(second.assetTag.isEmpty)
        #expect(second.channel == "ssh")
        #expect(second.line == 3)
        #expect(register.computer(named: "pc-003") == nil)
    }

    @Test(
        "tells its delimiter by its header, takes columns in any order and case, and ignores others",
        arguments: [",", ";", "\t"],
        ["\n", "\r\n", "\r"]
    )
    func shapes(delimiter: String, lineEnd: String) throws {
        let rows = [
            ["Products", "NOTE", "Port", "lab", "SITE", "channel", "Asset_Tag", "Address", "Name"],
            ["", "", "", "", "", "", "", "", ""],
            [
                "windows|office-2024|windows", "\"x,y;z\t\"", " 5985 ", "A101", "Main", "winrm", "7", "10.0.0.1",
                " pc-1 ",
            ],
        ]
        let text = lineEnd + rows.map { $0.joined(separator: delimiter) }.joined(separator: lineEnd) + lineEnd + lineEnd
        for prefix in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
            let (register, problems) = parse(prefix + Array(text.utf8))
            #expect(problems.isEmpty)
            let computer = try #require(register.computer(named: "pc-1"))
            #expect(computer.products == ["windows", "office-2024"])
            #expect(computer.port == 5985)
            #expect(computer.line == 4)
        }
    }

    @Test("keeps delimiters, line ends and doubled quotes inside quotes, and counts lines through them")
    func quoting() throws {
        let (register, problems) = parse(
            #"""
            \#(Self.header),note
            "pc-1",10.0.0.1,"T ""1""","Main, East",A101,winrm,"windows; office-2021","first
            second ""line""

            "
            pc-2,10.0.0.2,T2,Main,A101,winrm,windows,
            """#
        )
        #expect(problems.isEmpty)
        let first = try #require(register.computer(named: "pc-1"))
        #expect(first.assetTag == "T \"1\"")
        #expect(first.site == "Main, East")
        #expect(first.products == ["windows", "office-2021"])
        #expect(register.computer(named: "pc-2")?.line == 6)
    }

    @Test("keeps any script in names of places")
    func scripts() throws {
        let (register, problems) = parse("\(Self.header)\n電腦-1,10.0.0.1,財-1,校本部,資訊館,winrm,windows\n")
        #expect(problems.isEmpty)
        #expect(register.computer(named: "電腦-1")?.site == "校本部")
    }

    @Test("is read again in the order of the file when it is large")
    func large() throws {
        var text = Self.header + "\n"
        for number in 1...10_000 {
            text +=
                "PC-\(number),pc-\(number).lab.example,T\(number),Main,\"A\(number / 40)\",winrm,windows office-2021\n"
        }
        let (register, problems) = parse(text)
        #expect(problems.isEmpty)
        #expect(register.computers.count == 10_000)
        #expect(register.computer(named: "pc-10000")?.line == 10_001)
    }
}
