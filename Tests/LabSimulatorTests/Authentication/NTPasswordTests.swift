import Testing

@testable import LabSimulator

@Suite struct NTPasswordTests {
    /// From RFC 1320.
    @Test(arguments: [
        ("", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
        ("message digest", "d9130a8164549fe818874806e1c7014b"),
        ("abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "e33b4ddc9c38f2199c3e7b164fcc0536"
        ),
    ])
    func hashes(_ text: String, _ hash: String) {
        let digits = NTPassword.hash(Array(text.utf8)).map { StableHash.hexadecimal(UInt64($0), digits: 2) }
        #expect(digits.joined() == hash)
    }

    /// From MS-NLMP 4.2.2.1.2.
    @Test func hashesThePasswordOfTheDocument() {
        #expect(NTPassword.digits("Password") == "A4F49C406510BDCAB6824EE7C30FD852")
    }

    @Test func eachUserHasALineForEachDomain() throws {
        let lab = try LabScenario.parse(
            """
            defaults: { authentication: negotiate }
            computers:
              - { name: 'A{1...3}', address: 127.40.0.1+ }
              - { name: B1, address: 127.40.1.1, credentials: { username: 'CAMPUS\\Other', password: x } }
              - { name: C1, address: 127.40.2.1, authentication: basic, credentials: { username: third, password: y } }
            """
        )
        let text = try LogOnEnvironment.lines(lab)
        let users = text.split(separator: "\n").map { $0.prefix { $0 != ":" } }
        #expect(users == ["LAB\\rollcall", "CAMPUS\\Other", "rollcall", "Other"])
        #expect(text.hasPrefix("LAB\\rollcall:0:\(String(repeating: "0", count: 32)):"))
        #expect(!text.contains("lab-only"))
    }

    @Test func oneUserWithTwoPasswordsIsNoUser() throws {
        let lab = try LabScenario.parse(
            """
            defaults: { authentication: [ntlm, kerberos] }
            computers:
              - { name: A1, address: 127.40.0.1 }
              - { name: B1, address: 127.40.1.1, credentials: { username: ROLLCALL, password: other } }
            """
        )
        #expect(throws: LabError.self) { try LogOnEnvironment.lines(lab) }
    }

    @Test(arguments: [
        ("alice", "LAB\\alice", true), ("alice", "ALICE@CAMPUS.EXAMPLE", true), ("LAB\\alice", "alice", true),
        ("alice@campus.example", "\\alice", true), ("alice", "LAB\\alicia", false), ("alice", "", false),
    ])
    func aUserIsTheAccountOfAName(_ username: String, _ name: String, _ isOne: Bool) {
        #expect(LabCredentials(username: username, password: "x").isUser(name) == isOne)
    }
}
