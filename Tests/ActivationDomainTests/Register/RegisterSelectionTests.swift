import ActivationDomain
import Testing

@Suite("Computers of a register that someone means, or that are one")
struct RegisterSelectionTests {
    private func computer(
        _ name: String,
        lab: String = "A",
        _ products: [String] = ["windows"],
        at address: String = "10.0.0.1",
        channel: String = "winrm",
        port: Int? = nil,
        line: Int = 2
    ) -> RegisteredComputer {
        RegisteredComputer(
            name: name,
            address: address,
            assetTag: "1",
            site: "main",
            lab: lab,
            channel: channel,
            products: products,
            port: port,
            line: line
        )
    }

    @Test("Names without case, all conditions together, what stands for nothing is named")
    func selection() {
        let register = AssetRegister(computers: [
            computer("A1", lab: "A", ["windows", "office-2021"]), computer("A2", lab: "A", ["windows"]),
            computer("B1", lab: "B", ["windows"]),
        ])
        func names(_ change: (inout RegisterSelection) -> Void) -> [String] {
            var selection = RegisterSelection()
            change(&selection)
            return selection.rows(of: register).map { "\($0.computer.name) \($0.products.joined(separator: "+"))" }
        }
        #expect(names { _ in } == ["A1 windows+office-2021", "A2 windows", "B1 windows"])
        #expect(names { $0.computers = ["b1", "a1"] } == ["A1 windows+office-2021", "B1 windows"])
        #expect(names { $0.labs = ["a"] } == ["A1 windows+office-2021", "A2 windows"])
        #expect(names { ($0.labs, $0.products) = (["A"], ["OFFICE-2021"]) } == ["A1 office-2021"])
        #expect(names { ($0.labs, $0.computers) = (["B"], ["A1"]) } == [])
        var selection = RegisterSelection()
        selection.computers = ["a2"]
        #expect(selection.unknown(in: register).isEmpty)
        selection.labs = ["A", "C"]
        #expect(selection.unknown(in: register) == ["--lab C"])
        selection.computers = ["Z", "a1", "Y"]
        #expect(selection.unknown(in: register) == ["Z", "Y", "--lab C"])
        #expect(!selection.hasEmptyName)
        selection.sites = [" "]
        #expect(selection.hasEmptyName)
    }

    @Test("A row that leads where another does is told of, with that one: by address without case, channel and port")
    func doubles() {
        let register = AssetRegister(computers: [
            computer("A1", at: "pc-1.example.edu", line: 2), computer("A2", at: "PC-1.example.edu", line: 3),
            computer("A3", at: "10.0.0.3", line: 4), computer("A4", at: "10.0.0.3", channel: "ssh", line: 5),
            computer("A5", at: "10.0.0.3", port: 5986, line: 6), computer("A6", at: "10.0.0.3", line: 7),
            computer("A7", at: "pc-1.example.edu", line: 8),
        ])
        #expect(register.doubles().map { "\($0.second.name) \($0.first.name)" } == ["A2 A1", "A6 A3", "A7 A1"])
        #expect(
            register.doubles().first?.problem(in: "register.csv").description
                == "register.csv:3: A2 has the address of A1 on line 2, pc-1.example.edu: correct one of them, "
                + "unless one computer has both names"
        )
    }

    @Test("One address is one in all of its spellings")
    func spellings() {
        let addresses = ["127.85.1.1", "::ffff:127.85.1.1", "fd00::1", "FD00:0:0::0001", "127.85.1.2", "fd00::2"]
        let register = AssetRegister(
            computers: addresses.enumerated().map { computer("A\($0.offset)", at: $0.element, line: $0.offset + 2) }
        )
        #expect(register.doubles().map { "\($0.second.name) \($0.first.name)" } == ["A1 A0", "A3 A2"])
    }

    @Test(
        "Texts as a part of a sentence",
        arguments: [(0, ""), (1, "1"), (2, "1 and 2"), (3, "1, 2 and 3"), (4, "1, 2, 3 and 1 more")]
    )
    func listing(count: Int, expected: String) {
        #expect((0..<count).map { "\($0 + 1)" }.listing(upTo: 3) == expected)
    }
}
