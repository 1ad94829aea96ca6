import ActivationDomain
import Foundation
import NegotiateAuthentication
import TestSupport
import Testing

@testable import KMSExchange

@Suite("How a credential is shown to a computer")
struct WSManOpenerTests {
    private func opener(
        _ method: AuthenticationMethod,
        _ scheme: ComputerEndpoint.Scheme = .https,
        allowsBasic: Bool = false
    ) -> WSManOpener {
        WSManOpener(
            WSManOpener.Configuration(
                limits: ChannelLimits(),
                scheme: scheme,
                defaultPort: 1,
                allowsBasicOverHTTP: allowsBasic,
                trustRoots: nil,
                method: method
            )
        )
    }

    private func credential(
        _ proof: Credential.Proof = .password(Secret("hunter2")),
        _ method: AuthenticationMethod? = nil,
        name: String = "LAB\\user"
    ) -> Credential {
        Credential(id: "#1", username: name, proof: proof, method: method)
    }

    private func mechanism(_ proof: WSManProof) -> SecurityMechanism? {
        if case .negotiate(_, let choice, _) = proof { choice.first } else { nil }
    }

    @Test("The entry's own word goes before the settings', and some kinds leave no choice")
    func methods() throws {
        let (keytab, certificate) = (
            Credential.Proof.keytab(path: "/k"), Credential.Proof.certificate(file: "/c", keyFile: "/k")
        )
        for method in AuthenticationMethod.allCases {
            #expect(opener(method).method(of: credential()) == method)
            #expect(opener(method).method(of: credential(certificate)) == .certificate)
            #expect(opener(method).method(of: credential(keytab)) == .kerberos)
            #expect(opener(.basic).method(of: credential(.password(Secret("")), method)) == method)
        }
    }

    @Test("Kerberos needs a realm and a name, else it is NTLM; a keytab is Kerberos's alone")
    func mechanisms() throws {
        let (named, plain) = (credential(name: "user@LAB.EXAMPLE"), credential())
        let opener = opener(.negotiate)
        #expect(mechanism(try opener.proof(of: named, to: "pc-1")) == .kerberos)
        #expect(mechanism(try opener.proof(of: named, to: "10.0.0.1")) == .ntlm)
        #expect(mechanism(try opener.proof(of: plain, to: "pc-1")) == .ntlm)
        #expect(mechanism(try opener.proof(of: credential(.keytab(path: "/k")), to: "10.0.0.1")) == .kerberos)
    }

    @Test("What cannot go together is told before any computer is asked")
    func unfit() {
        let keytab = Credential.Proof.keytab(path: "/k")
        let certificate = Credential.Proof.certificate(file: "/c", keyFile: "/k")
        let cases: [(WSManOpener, Credential, String)] = [
            (opener(.basic, .http), credential(), "worker.winrm.allowBasicOverHTTP"),
            (opener(.certificate), credential(), "Authentication by certificate cannot be done with a password."),
            (opener(.negotiate), credential(keytab, .basic), "Authentication by basic cannot be done with a keytab."),
            (opener(.kerberos), credential(), "Kerberos takes user@REALM"),
            (opener(.negotiate), credential(keytab), "Kerberos takes user@REALM"),
            (opener(.basic), credential(.identity(file: nil)), "with a key of SSH"),
            (
                opener(.basic, .http), credential(certificate),
                "worker.winrm.scheme to https"
            ),
            (opener(.basic), credential(certificate), "The file /c does not exist or cannot be read"),
            (opener(.kerberos), credential(keytab, name: "u@LAB.EXAMPLE"), "The keytab /k holds no keys"),
        ]
        for (opener, credential, expected) in cases {
            let error = #expect(throws: KMSExchange.ChannelError.self) { try opener.check(credential) }
            #expect(error?.detail?.contains(expected) == true, "\(error?.detail ?? "")")
        }
    }

    @Test("A keytab is looked into: one with the account's key, one with another's, garbage, an empty one")
    func keytabs() async throws {
        let principal = try await TestKDC.principal()
        let file = try await TestKDC.keytab(of: principal)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let opener = opener(.negotiate)
        try opener.check(credential(.keytab(path: file), name: principal))
        func refusal(_ name: String) -> String {
            do throws(KMSExchange.ChannelError) {
                try opener.check(credential(.keytab(path: file), name: name))
                return ""
            } catch {
                return error.detail ?? ""
            }
        }
        #expect(
            refusal("other@\(TestKDC.realm)").contains("has no key of other@\(TestKDC.realm): write the username as")
        )
        for text in ["garbage", ""] {
            try Data(text.utf8).write(to: URL(filePath: file))
            #expect(refusal(principal).contains("\(file) holds no keys: it is empty or no keytab"), "\(text)")
        }
    }

    @Test("What goes together is taken")
    func fit() throws {
        try opener(.basic, .http, allowsBasic: true).check(credential())
        try opener(.negotiate, .http).check(credential())
        try opener(.negotiate).check(credential(name: "user@LAB.EXAMPLE"))
        let pair = try SelfSigned(name: "client")
        try opener(.negotiate).check(
            credential(.certificate(file: pair.certificatePath, keyFile: pair.keyPath), name: "")
        )
    }
}
