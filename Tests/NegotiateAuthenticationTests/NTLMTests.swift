import TestSupport
import Testing

@testable import NegotiateAuthentication

extension SecurityContextTests {
    /// NTLM by gss-ntlmssp on our side, by pyspnego and by gss-ntlmssp on the other.
    @Suite("NTLM", .timeLimit(.minutes(3)))
    struct NTLMTests {
        let source = GSSContextSource()
        let account = SecurityAccount.test("\(Acceptor.domain)\\\(Acceptor.user)", Acceptor.password)
        let bindings = ChannelBindings(applicationData: Array("tls-server-end-point:0123456789abcdef".utf8))

        @Test(
            "logs on, and seals and unseals many messages both ways",
            arguments: PeerContext.Implementation.allCases,
            [SecurityWrapping.negotiate, .bare]
        )
        func sealing(_ implementation: PeerContext.Implementation, _ wrapping: SecurityWrapping) async throws {
            let context = try await source.context(.ntlm, wrapping, as: account, bindings: bindings)
            let peer = try await PeerContext(implementation, .ntlm, wrapping, bindings: bindings)
            let who = try await logOn(context, with: peer)
            #expect(who?.lowercased() == "lab\\rollcall")
            for message in messages(100) {
                let sealed = try context.seal(message)
                #expect(sealed.header.count == 16)
                #expect(sealed.payload.count == message.count)
                #expect(message.count < 8 || sealed.payload != message)
                #expect(try await peer.unseal(sealed) == message)
                #expect(try context.unseal(try await peer.seal(message)) == message)
            }
        }

        @Test(
            "is refused with a wrong password",
            arguments: PeerContext.Implementation.allCases,
            [SecurityWrapping.negotiate, .bare]
        )
        func wrongPassword(_ implementation: PeerContext.Implementation, _ wrapping: SecurityWrapping) async throws {
            let context = try await source.context(.ntlm, wrapping, as: .test(account.username, "wrong"))
            let peer = try await PeerContext(implementation, .ntlm, wrapping)
            await #expect(throws: PeerContext.Refusal.self) { try await logOn(context, with: peer) }
        }

        @Test(
            "is refused with the bindings of another TLS connection",
            arguments: PeerContext.Implementation.allCases,
            [SecurityWrapping.negotiate, .bare]
        )
        func wrongBindings(_ implementation: PeerContext.Implementation, _ wrapping: SecurityWrapping) async throws {
            let other = ChannelBindings(applicationData: Array("tls-server-end-point:ffff".utf8))
            let context = try await source.context(.ntlm, wrapping, as: account, bindings: other)
            let peer = try await PeerContext(implementation, .ntlm, wrapping, bindings: bindings)
            await #expect(throws: PeerContext.Refusal.self) { try await logOn(context, with: peer) }
        }

        @Test("is refused without bindings by who insists on them", arguments: [SecurityWrapping.negotiate, .bare])
        func missingBindings(_ wrapping: SecurityWrapping) async throws {
            // gss-ntlmssp, on the other side, does not insist.
            let context = try await source.context(.ntlm, wrapping, as: account)
            let peer = try await PeerContext(.pyspnego, .ntlm, wrapping, bindings: bindings)
            await #expect(throws: PeerContext.Refusal.self) { try await logOn(context, with: peer) }
        }

        @Test(
            "takes the forms of a name",
            arguments: ["LAB\\rollcall", "LAB\\Rollcall", "rollcall@LAB", "rollcall", ".\\rollcall"]
        )
        func names(_ username: String) async throws {
            let context = try await source.context(.ntlm, as: .test(username, Acceptor.password))
            let peer = try await PeerContext(.gssapi, .ntlm, .negotiate)
            #expect(try await logOn(context, with: peer) != nil)
        }

        @Test("takes passwords in any script", arguments: PeerContext.Implementation.allCases)
        func passwords(_ implementation: PeerContext.Implementation) async throws {
            let musician = Acceptor.musician
            let context = try await source.context(.ntlm, as: .test("LAB\\\(musician.user)", musician.password))
            let peer = try await PeerContext(implementation, .ntlm, .negotiate)
            #expect(try await logOn(context, with: peer) == "LAB\\musician")
        }

        @Test("has its first words bound to the last by the MIC: what is changed on the way is refused")
        func changedLogOn() async throws {
            let context = try await source.context(.ntlm, as: account)
            let peer = try await PeerContext(.pyspnego, .ntlm, .negotiate)
            await #expect {
                try await logOn(
                    context,
                    with: peer,
                    ours: { leg, token in
                        // A flag of NTLM's first message, which nothing but the MIC covers.
                        guard leg == 0, let start = token.firstRange(of: Array("NTLMSSP\0".utf8))?.lowerBound else {
                            return token
                        }
                        return token.enumerated().map { $0 == start + 13 ? $1 ^ 0x20 : $1 }
                    }
                )
            } throws: { "\($0)".contains("MIC") }
        }

        @Test("refuses an end of SPNEGO that was changed on the way")
        func changedEnd() async throws {
            let context = try await source.context(.ntlm, as: account)
            let peer = try await PeerContext(.pyspnego, .ntlm, .negotiate)
            await #expect {
                try await logOn(
                    context,
                    with: peer,
                    theirs: { leg, token in
                        leg == 1 ? Array(token.dropLast()) + [(token.last ?? 0) ^ 1] : token
                    }
                )
            } throws: { ($0 as? SecurityFailure)?.code == .badToken }
        }

        @Test("stands only where messages are encrypted and signed", arguments: [0x20, 0x10, 0x30] as [UInt32])
        func weak(_ withheld: UInt32) async throws {
            // NTLMSSP_NEGOTIATE_SEAL and NTLMSSP_NEGOTIATE_SIGN of the challenge (MS-NLMP 2.2.2.5), as a middleman would.
            let context = try await source.context(.ntlm, .bare, as: account)
            let peer = try await PeerContext(.pyspnego, .ntlm, .bare)
            let hello = try #require(try await context.step(nil).token)
            var challenge = try #require(try await peer.step(hello).token)
            challenge[20] &= ~UInt8(withheld)
            let refused = await #expect(throws: SecurityFailure.self) { try await context.step(challenge) }
            #expect([.notProtected, .badToken].contains(refused?.code))
            #expect(throws: SecurityFailure.self) { try context.seal([1]) }
        }

        @Test("refuses messages that were changed, seen before, out of turn or bare")
        func spoiltMessages() async throws {
            let spoil: [(inout [SealedMessage]) -> Void] = [
                { $0[0].payload[3] ^= 1 }, { $0[0].header[5] ^= 1 }, { $0[0].header[15] ^= 1 }, { $0.removeFirst() },
                { $0[0].payload.removeLast() }, { $0[0].payload = [] }, { $0[0].header = [] },
                { $0[0] = SealedMessage(header: [], payload: Array("plain".utf8)) },
                { $0[0].header.removeLast() }, { $0[0].payload.append(0) },
            ]
            for (number, spoil) in spoil.enumerated() {
                let context = try await source.context(.ntlm, as: account)
                let peer = try await PeerContext(.pyspnego, .ntlm, .negotiate)
                try await logOn(context, with: peer)
                var sealed = [try await peer.seal([1, 2, 3, 4, 5]), try await peer.seal([6, 7])]
                let unspoilt = sealed[0]
                spoil(&sealed)
                #expect(throws: SecurityFailure.self, "\(number)") { try context.unseal(sealed[0]) }
                // And then the context is of no use any more.
                #expect(throws: SecurityFailure.self) { try context.unseal(unspoilt) }
                #expect(throws: SecurityFailure.self) { try context.seal([1]) }
            }
            let context = try await source.context(.ntlm, .bare, as: account)
            let peer = try await PeerContext(.pyspnego, .ntlm, .bare)
            try await logOn(context, with: peer)
            let sealed = try await peer.seal([1])
            #expect(try context.unseal(sealed) == [1])
            #expect(throws: SecurityFailure.self) { try context.unseal(sealed) }
        }

        @Test("neither seals nor unseals before it stands")
        func early() async throws {
            let context = try await source.context(.ntlm, as: account)
            _ = try await context.step(nil)
            #expect { try context.seal([1]) } throws: { ($0 as? SecurityFailure)?.code == .notProtected }
        }

        @Test("is there, as Kerberos is")
        func installed() {
            #expect(SecurityMechanism.ntlm.isInstalled && SecurityMechanism.kerberos.isInstalled)
        }

        @Test("takes no keytab")
        func keytab() async {
            let account = SecurityAccount(id: "k", username: "LAB\\rollcall", proof: .keytab(path: "/nowhere"))
            await #expect { try await source.context(.ntlm, as: account) } throws: {
                ($0 as? SecurityFailure)?.code == .unusableCredential
            }
        }

        @Test("leaves nothing behind")
        func leavesNothing() async throws {
            weak var begun: GSSContext?
            weak var refused: GSSContext?
            do {
                let first = try #require(try await source.context(.ntlm, as: account) as? GSSContext)
                _ = try await first.step(nil)
                let second = try await source.context(.ntlm, .bare, as: .test(account.username, "wrong"))
                let peer = try await PeerContext(.pyspnego, .ntlm, .bare)
                _ = try? await logOn(second, with: peer)
                begun = first
                refused = second as? GSSContext
                #expect(begun != nil && refused != nil && GSSContext.liveCount >= 2)
            }
            #expect(begun == nil && refused == nil)
            // Other tests of this process may have some for a moment.
            try await eventually("the end of all contexts") { GSSContext.liveCount == 0 }
        }
    }
}
