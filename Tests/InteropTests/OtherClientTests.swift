import TestSupport
import Testing

/// The simulated lab as pywinrm and curl see it.
@Suite(.timeLimit(.minutes(5)), .serialized) struct OtherClientTests {
    static let negotiated = PypsrpTests.negotiated
    private let password = "a word"

    @Test("pywinrm talks, encrypted", arguments: ["ntlm", "kerberos"], [nil, "sha256"])
    func pywinrm(_ auth: String, _ tls: String?) async throws {
        try await InteropLab.withRunning(Self.negotiated, tls: tls) { lab in
            let said = try await lab.pywinrm(auth, auth == "ntlm" ? lab.account.ntlmName : lab.account.principal)
            #expect(said.error == nil, "\(said.text ?? "")")
            #expect(said.version == "OS: 10.0.20348 SP: 0.0 Stack: 3.0")
            #expect(said.names?.count == 42 && said.pages == 6)
            // Its Kerberos sends a token before it knows the certificate.
            let isBound = tls != nil && auth == "ntlm"
            #expect(try lab.logOns() == ["logon negotiate/\(auth)\(isBound ? " bound" : "")"])
        }
    }

    @Test("curl logs on by its own NTLM", arguments: [nil, "sha256"])
    func curlNTLM(_ tls: String?) async throws {
        try await InteropLab.withRunning("authentication: ntlm", tls: tls) { lab in
            let account = lab.account
            let right = try await lab.curl("--ntlm", "--user", "\(account.ntlmName):\(account.password)")
            let wrong = try await lab.curl("--ntlm", "--user", "\(account.ntlmName):wrong")
            #expect(right == "200" && wrong == "401")
            #expect(try lab.logOns().first == "logon ntlm/ntlm")
        }
    }

    @Test("a file of users takes the place of the scenario's, whose computers take each of them")
    func usersOfAFile() async throws {
        let users = "# ours\nLAB:somebody:\(password)\nCAMPUS:else:other word\n"
        try await InteropLab.withRunning("authentication: ntlm", ntlmUsers: users) { lab in
            var statuses: [String] = []
            for user in [
                "LAB\\somebody:\(password)", "CAMPUS\\else:other word", "LAB\\somebody:wrong",
                "\(lab.account.ntlmName):\(lab.account.password)",
            ] {
                statuses.append(try await lab.curl("--ntlm", "--user", user))
            }
            #expect(statuses == ["200", "200", "401", "401"])
        }
    }

    @Test("curl logs on by SPNEGO with a ticket", arguments: [nil, "sha256"])
    func curlNegotiate(_ tls: String?) async throws {
        try await InteropLab.withRunning("authentication: negotiate", tls: tls) { lab in
            let status = try await lab.curl("--negotiate", "--user", ":")
            #expect(status == "200")
            #expect(try lab.logOns() == ["logon negotiate/kerberos"])
        }
    }

    @Test("a thousand log-ons at two hundred connections leave nothing behind")
    func many() async throws {
        try await InteropLab.withRunning(Self.negotiated) { lab in
            let files = try lab.openFiles()
            // Until the allocator has what it needs for so many at a time.
            for _ in 0..<2 { #expect(try await lab.manyLogOns(1_000, atOnce: 200) == 1_000) }
            let memory = try lab.memory()
            #expect(try await lab.manyLogOns(1_000, atOnce: 200) == 1_000)
            // A context that stays would be five kilobytes and more.
            #expect(try lab.memory() - memory < 4_500)
            try await eventually("the connections are closed") { try lab.openFiles() <= files }
            #expect(try lab.logOns().count == 3_000)
        }
    }
}
