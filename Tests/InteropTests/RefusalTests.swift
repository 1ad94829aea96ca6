import Testing

/// What the simulated lab does not take, as clients see it that others wrote.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RefusalTests {
    static let negotiated = PypsrpTests.negotiated

    @Test("a wrong password is 401", arguments: ["ntlm", "negotiate", "basic"])
    func wrongPassword(_ auth: String) async throws {
        let settings = "authentication: [negotiate, basic]\n    encryption: allowed"
        try await InteropLab.withRunning(settings) { lab in
            let user = auth == "basic" ? lab.account.name : lab.account.ntlmName
            let encryption = auth == "basic" ? "never" : "auto"
            let said = try await lab.pypsrp(auth, user, encryption: encryption, password: "wrong")
            #expect(said.error == "AuthenticationError", "\(said.text ?? "")")
            let notes = try lab.logOns()
            #expect(notes.count == 1 && notes.allSatisfy { $0.hasPrefix("logon-refused ") })
        }
    }

    @Test("pywinrm with a wrong password is refused")
    func wrongPasswordOfPywinrm() async throws {
        try await InteropLab.withRunning(Self.negotiated) { lab in
            let said = try await lab.pywinrm("ntlm", lab.account.ntlmName, password: "wrong")
            #expect(said.error == "InvalidCredentialsError")
        }
    }

    @Test("the log-on of another user than the computer's is refused", arguments: ["ntlm", "kerberos"])
    func otherUser(_ auth: String) async throws {
        try await InteropLab.withRunning(
            Self.negotiated + "\n    credentials: { username: somebody, password: else }"
        ) { lab in
            let user = auth == "ntlm" ? lab.account.ntlmName : lab.account.principal
            let said = try await lab.pypsrp(auth, user)
            #expect(said.error == "AuthenticationError")
            #expect(try lab.logOns().count == 1)
        }
    }

    @Test("bindings of another connection are 401", arguments: ["relaxed", "strict"], ["ntlm", "kerberos"])
    func wrongBindings(_ level: String, _ auth: String) async throws {
        try await InteropLab.withRunning(Self.negotiated + "\n    channelBinding: \(level)", tls: "sha256") { lab in
            let user = auth == "ntlm" ? lab.account.ntlmName : lab.account.principal
            let said = try await lab.pypsrp(auth, user, hasWrongBindings: true)
            #expect(said.error == "AuthenticationError")
        }
    }

    @Test("no bindings are 401 where they are demanded, and nothing else", arguments: ["ntlm", "kerberos"])
    func missingBindings(_ auth: String) async throws {
        for (level, isTaken) in [("strict", false), ("relaxed", true), ("none", true)] {
            try await InteropLab.withRunning(Self.negotiated + "\n    channelBinding: \(level)", tls: "sha256") { lab in
                let user = auth == "ntlm" ? lab.account.ntlmName : lab.account.principal
                let said = try await lab.pypsrp(auth, user, sendsBindings: false)
                #expect((said.error == nil) == isTaken, "\(level): \(said.error ?? "") \(said.text ?? "")")
            }
        }
    }

    @Test("a body that is not encrypted is 500 without SOAP", arguments: ["ntlm", "kerberos"])
    func plainBody(_ auth: String) async throws {
        try await InteropLab.withRunning(Self.negotiated) { lab in
            let user = auth == "ntlm" ? lab.account.ntlmName : lab.account.principal
            let said = try await lab.pypsrp(auth, user, encryption: "never")
            #expect(said.error == "WinRMTransportError" && said.code == 500, "\(said.text ?? "")")
        }
    }

    @Test("the fault badSignature is what pypsrp cannot decrypt", arguments: ["ntlm", "kerberos"])
    func badSignature(_ auth: String) async throws {
        try await InteropLab.withRunning(Self.negotiated + "\n    fault: badSignature") { lab in
            let user = auth == "ntlm" ? lab.account.ntlmName : lab.account.principal
            let said = try await lab.pypsrp(auth, user)
            #expect(["BadMICError", "GSSError", "SpnegoError"].contains(said.error), "\(said.error ?? "")")
            #expect(said.kinds == ["multipart/encrypted"])
        }
    }

    @Test("the fault plainReply answers an encrypted request as it is")
    func plainReply() async throws {
        try await InteropLab.withRunning(Self.negotiated + "\n    fault: plainReply") { lab in
            let said = try await lab.pypsrp("ntlm", lab.account.ntlmName)
            #expect(said.kinds == ["application/soap+xml"])
        }
    }
}
