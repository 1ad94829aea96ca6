import TestSupport
import Testing

@testable import NegotiateAuthentication

extension SecurityContextTests {
    /// What a computer answers before it has proved anything, and what it sends after.
    @Suite("Random input of contexts", .timeLimit(.minutes(20)))
    struct SecurityTokenFuzzTests {
        let source = GSSContextSource()

        /// The acceptor brings the service along, for which tickets are had.
        init() async throws { _ = try await Acceptor.shared.port() }

        /// Gives contexts spoilt answers to their first token; none may stand that should not, and nothing may crash.
        func answers(
            _ name: String,
            _ account: SecurityAccount,
            _ mechanism: SecurityMechanism,
            _ wrapping: SecurityWrapping
        ) async throws {
            let peer = try await PeerContext(.pyspnego, mechanism, wrapping)
            let hello = try #require(try await source.context(mechanism, wrapping, as: account).step(nil).token)
            let answer = try #require(try await peer.step(hello).token)
            try await Fuzz(name, cases: 150).run(
                input: { Mutation.spoil(answer, words: [Array("NTLMSSP\0".utf8)], &$0) },
                text: Fuzz.text
            ) { token in
                let context = try await source.context(mechanism, wrapping, as: account)
                _ = try await context.step(nil)
                let step = try? await context.step(token)
                let sealed = try? context.seal([1])
                // Another context's answer proves nothing to this one; NTLM alone may stand before the other side is proved.
                try Fuzz.require(
                    sealed == nil || (mechanism == .ntlm && step?.isComplete == true),
                    "a context stands"
                )
            }
        }

        @Test("NTLM survives whatever the other side says")
        func ntlm() async throws {
            let account = SecurityAccount.test("LAB\\rollcall", Acceptor.password)
            try await answers("ntlm-spnego", account, .ntlm, .negotiate)
            try await answers("ntlm-bare", account, .ntlm, .bare)
        }

        @Test("Kerberos survives whatever the other side says")
        func kerberos() async throws {
            let password = "correct horse"
            let account = SecurityAccount.test(try await TestKDC.principal(password), password)
            try await answers("kerberos-spnego", account, .kerberos, .negotiate)
            try await answers("kerberos-bare", account, .kerberos, .bare)
        }

        @Test("what is not the next message is refused")
        func messages() async throws {
            let account = SecurityAccount.test("LAB\\rollcall", Acceptor.password)
            try await Fuzz("sealed-message", cases: 60).run(
                input: { random in (0..<64).map { _ in UInt8.random(in: .min ... .max, using: &random) } },
                text: Fuzz.text
            ) { noise in
                let context = try await source.context(.ntlm, as: account)
                let peer = try await PeerContext(.gssapi, .ntlm, .negotiate)
                try await logOn(context, with: peer)
                var sealed = try await peer.seal([1, 2, 3, 4, 5, 6, 7, 8])
                let place = Int(noise[0]) % 24
                let change = noise[1] | 1
                if place < 16 { sealed.header[place] ^= change } else { sealed.payload[place - 16] ^= change }
                let plain = try? context.unseal(sealed)
                try Fuzz.require(plain == nil, "byte \(place) changed by \(change) gave \(plain ?? [])")
            }
        }
    }
}
