import Testing

/// The simulated lab as pypsrp sees it, whose log-ons and encryption are those of pyspnego.
@Suite(.timeLimit(.minutes(5)), .serialized) struct PypsrpTests {
    static let negotiated = "authentication: [negotiate, kerberos]"

    /// How a client logs on, and what the lab notes of it.
    struct Way: CustomTestStringConvertible {
        var auth: String
        var isRealmUser: Bool
        var encryption = "auto"
        var noted: String
        var testDescription: String { "\(auth), \(encryption): \(noted)" }
    }

    static let ways = [
        Way(auth: "ntlm", isRealmUser: false, noted: "negotiate/ntlm"),
        Way(auth: "negotiate", isRealmUser: false, noted: "negotiate/ntlm"),
        Way(auth: "kerberos", isRealmUser: true, noted: "negotiate/kerberos"),
        Way(auth: "negotiate", isRealmUser: true, noted: "negotiate/kerberos"),
    ]

    private func expectAll(_ said: Said, _ kinds: [String]) {
        #expect(said.error == nil, "\(said.text ?? "")")
        #expect(said.version == "OS: 10.0.20348 SP: 0.0 Stack: 3.0")
        #expect(said.names?.count == 42 && said.pages == 6)
        #expect(said.description == "Windows(R) Operating System, VOLUME_KMSCLIENT channel")
        #expect(said.activations == ["0", "0xC004F074"])
        #expect(said.kinds == kinds)
    }

    @Test("talks over HTTP, encrypted", arguments: ways)
    func http(_ way: Way) async throws {
        try await InteropLab.withRunning(Self.negotiated) { lab in
            let user = way.isRealmUser ? lab.account.principal : lab.account.ntlmName
            expectAll(try await lab.pypsrp(way.auth, user), ["multipart/encrypted"])
            #expect(try lab.logOns() == ["logon \(way.noted)"])
        }
    }

    @Test("talks by the bare scheme of Kerberos where nothing else is offered")
    func bareKerberos() async throws {
        try await InteropLab.withRunning("authentication: kerberos") { lab in
            expectAll(try await lab.pypsrp("negotiate", lab.account.principal), ["multipart/encrypted"])
            #expect(try lab.logOns() == ["logon kerberos/kerberos"])
        }
    }

    @Test("talks with Basic where that and plain bodies are allowed")
    func basic() async throws {
        try await InteropLab.withRunning("authentication: [negotiate, basic]\n    encryption: allowed") { lab in
            let said = try await lab.pypsrp("basic", lab.account.name, encryption: "never")
            expectAll(said, ["application/soap+xml"])
        }
        try await InteropLab.withRunning("authentication: [negotiate, basic]") { lab in
            let said = try await lab.pypsrp("basic", lab.account.name, encryption: "never")
            #expect(said.error == "AuthenticationError")
            // No password is looked at where it may not come as it is.
            #expect(try lab.logOns().isEmpty)
        }
    }

    @Test("talks over HTTPS, bound to the connection", arguments: ways, ["auto", "always"])
    func https(_ way: Way, _ encryption: String) async throws {
        try await InteropLab.withRunning(Self.negotiated + "\n    channelBinding: strict", tls: "sha256") { lab in
            let user = way.isRealmUser ? lab.account.principal : lab.account.ntlmName
            let said = try await lab.pypsrp(way.auth, user, encryption: encryption)
            expectAll(said, [encryption == "always" ? "multipart/encrypted" : "application/soap+xml"])
            #expect(try Set(lab.logOns()) == ["logon \(way.noted) bound"])
        }
    }

    @Test("finds the same bindings for each kind of signature", arguments: ["sha384", "sha512"])
    func bindings(_ hash: String) async throws {
        try await InteropLab.withRunning(Self.negotiated + "\n    channelBinding: strict", tls: hash) { lab in
            let said = try await lab.pypsrp("ntlm", lab.account.ntlmName)
            #expect(said.error == nil, "\(said.text ?? "")")
            #expect(try Set(lab.logOns()) == ["logon negotiate/ntlm bound"])
        }
    }

    @Test("talks over HTTPS with Basic and with a certificate", arguments: ["basic", "certificate"])
    func others(_ auth: String) async throws {
        try await InteropLab.withRunning("authentication: [basic, certificate]", tls: "sha256") { lab in
            expectAll(try await lab.pypsrp(auth, lab.account.name), ["application/soap+xml"])
            #expect(try Set(lab.logOns()) == (auth == "basic" ? [] : ["logon certificate"]))
        }
    }
}
