import TestSupport
import Testing

@testable import NegotiateAuthentication

extension SecurityContextTests {
    /// Kerberos with a real KDC: MIT's on our side, behind pyspnego and python-gssapi on the other.
    @Suite("Kerberos", .timeLimit(.minutes(3)))
    struct KerberosTests {
        static let password = "correct horse"
        let source = GSSContextSource()
        let bindings = ChannelBindings(applicationData: Array("tls-server-end-point:0123456789abcdef".utf8))

        /// The acceptor brings the service along, for which tickets are had.
        init() async throws { _ = try await Acceptor.shared.port() }

        func code(_ body: () async throws -> Void) async -> SecurityFailure.Code? {
            do {
                try await body()
                return nil
            } catch {
                return (error as? SecurityFailure)?.code
            }
        }

        @Test("logs on, and seals and unseals many messages both ways, with one ticket for all")
        func sealing() async throws {
            let principal = try await TestKDC.principal(Self.password)
            let account = SecurityAccount.test(principal, Self.password)
            for implementation in PeerContext.Implementation.allCases {
                for wrapping in [SecurityWrapping.negotiate, .bare] {
                    let context = try await source.context(.kerberos, wrapping, as: account, bindings: bindings)
                    let peer = try await PeerContext(implementation, .kerberos, wrapping, bindings: bindings)
                    #expect(try await logOn(context, with: peer) == principal)
                    for message in messages(100) {
                        let sealed = try context.seal(message)
                        #expect(sealed.header.count == 60 && sealed.paddingLength == 0)
                        #expect(message.count < 8 || sealed.payload != message)
                        #expect(try await peer.unseal(sealed) == message)
                        #expect(try context.unseal(try await peer.seal(message)) == message)
                    }
                }
            }
            #expect(try await TestKDC.count("AS_REQ", "ISSUE", principal) == 1)
            #expect(try await TestKDC.count("TGS_REQ", "ISSUE", principal, "HTTP/localhost") == 1)
        }

        @Test("logs on by a keytab")
        func keytab() async throws {
            let principal = try await TestKDC.principal()
            let keytab = try await TestKDC.keytab(of: principal)
            let account = SecurityAccount(id: "keytab", username: principal, proof: .keytab(path: keytab))
            let context = try await source.context(.kerberos, as: account)
            #expect(try await logOn(context, with: try await PeerContext(.gssapi, .kerberos, .negotiate)) == principal)
        }

        @Test("takes a name without a realm, and a realm in small letters")
        func names() async throws {
            let principal = try await TestKDC.principal(Self.password)
            for username in [String(principal.prefix { $0 != "@" }), principal.lowercased()] {
                let context = try await source.context(.kerberos, as: .test(username, Self.password))
                let peer = try await PeerContext(.pyspnego, .kerberos, .negotiate)
                #expect(try await logOn(context, with: peer) == principal)
            }
        }

        @Test(
            "costs one bad log-on for each try with a wrong password, though the realm has a primary KDC to ask as well"
        )
        func wrongPassword() async throws {
            let principal = try await TestKDC.principal(Self.password)
            for tries in 1...3 {
                #expect(
                    await code { _ = try await source.context(.kerberos, as: .test(principal, "wrong")) } == .refused
                )
                #expect(try await TestKDC.count("AS_REQ", "PREAUTH_FAILED", principal) == tries)
            }
            #expect(await code { _ = try await source.context(.kerberos, as: .test(principal, Self.password)) } == nil)
        }

        @Test("tells an account that does not get in from all else")
        func accounts() async throws {
            let locked = try await TestKDC.principal(Self.password)
            try await TestKDC.query("modprinc", "-allow_tix", locked)
            let ended = try await TestKDC.principal(Self.password)
            try await TestKDC.query("modprinc", "-expire", "2020-01-01", ended)
            let stale = try await TestKDC.principal(Self.password)
            try await TestKDC.query("modprinc", "-pwexpire", "2020-01-01", stale)
            let fresh = try await TestKDC.principal(Self.password)
            try await TestKDC.query("modprinc", "+needchange", fresh)
            for username in [locked, ended, stale, fresh, "nobody@\(TestKDC.realm)"] {
                #expect(
                    await code { _ = try await source.context(.kerberos, as: .test(username, Self.password)) }
                        == .refused
                )
            }
        }

        @Test("tells what cannot be used of the configuration")
        func configuration() async throws {
            let principal = try await TestKDC.principal(Self.password)
            let keytab = try await TestKDC.keytab(of: try await TestKDC.principal())
            let useless = [
                SecurityAccount(id: "1", username: principal, proof: .keytab(path: "/nowhere/at/all")),
                SecurityAccount(id: "2", username: principal, proof: .keytab(path: keytab)),
                SecurityAccount(id: "3", username: "ROLLCALL\\user", proof: .password { [0x78] }),
                SecurityAccount(id: "4", username: principal, proof: .password { [0x78, 0, 0x78] }),
            ]
            for account in useless {
                let code = await code { _ = try await source.context(.kerberos, as: account) }
                #expect(code == .unusableCredential, "\(account.id)")
            }
        }

        @Test("knows before anything is sent that there is no such service")
        func unknownService() async throws {
            let account = SecurityAccount.test(try await TestKDC.principal(Self.password), Self.password)
            #expect(
                await code { _ = try await source.context(.kerberos, as: account, for: "pc9.example.org") }
                    == .unknownService
            )
            // Which says nothing about the next computer.
            _ = try await source.context(.kerberos, as: account)
        }

        @Test("gets a new ticket for a computer whose key has changed once that has refused the old one, and no other")
        func otherKey() async throws {
            let principal = try await TestKDC.principal(Self.password)
            let account = SecurityAccount.test(principal, Self.password)
            let keytab = try await Acceptor.shared.keytab()
            for wrapping in [SecurityWrapping.negotiate, .bare] {
                let host = "\(principal.prefix { $0 != "@" }).\(wrapping).example.org"
                let service = "HTTP/\(host)"
                try await TestKDC.query("addprinc", "-randkey", service)
                _ = try await source.context(.kerberos, wrapping, as: account, for: host)
                _ = try await source.context(.kerberos, wrapping, as: account)
                // Its new key is all that the computer has.
                try await TestKDC.query("cpw", "-randkey", service)
                try await TestKDC.service(service, keytab: keytab)
                for _ in 0..<2 {
                    let context = try await source.context(.kerberos, wrapping, as: account, for: host)
                    let peer = try await PeerContext(.gssapi, .kerberos, wrapping)
                    await #expect(throws: PeerContext.Refusal.self) { try await logOn(context, with: peer) }
                }
                try await source.context(.kerberos, wrapping, as: account, for: host).wasRefused()
                for _ in 0..<2 {
                    let context = try await source.context(.kerberos, wrapping, as: account, for: host)
                    let peer = try await PeerContext(.gssapi, .kerberos, wrapping)
                    #expect(try await logOn(context, with: peer) == principal)
                }
                #expect(try await TestKDC.count("TGS_REQ", "ISSUE", principal, service) == 2)
            }
            #expect(try await TestKDC.count("AS_REQ", "ISSUE", principal) == 1)
            #expect(try await TestKDC.count("TGS_REQ", "ISSUE", principal, "HTTP/localhost") == 1)
        }

        @Test("is refused with the bindings of another TLS connection", arguments: PeerContext.Implementation.allCases)
        func wrongBindings(_ implementation: PeerContext.Implementation) async throws {
            let account = SecurityAccount.test(try await TestKDC.principal(Self.password), Self.password)
            let other = ChannelBindings(applicationData: Array("tls-server-end-point:ffff".utf8))
            let context = try await source.context(.kerberos, as: account, bindings: other)
            let peer = try await PeerContext(implementation, .kerberos, .negotiate, bindings: bindings)
            await #expect(throws: PeerContext.Refusal.self) { try await logOn(context, with: peer) }
        }

        @Test("takes nobody else for the computer")
        func impostor() async throws {
            let account = SecurityAccount.test(try await TestKDC.principal(Self.password), Self.password)
            for spoil in [{ $0[$0.count - 3] ^= 1 }, { $0.removeLast(20) }] as [(inout [UInt8]) -> Void] {
                let context = try await source.context(.kerberos, .bare, as: account)
                let peer = try await PeerContext(.gssapi, .kerberos, .bare)
                await #expect(throws: SecurityFailure.self) {
                    try await logOn(
                        context,
                        with: peer,
                        theirs: { _, token in
                            var token = token
                            spoil(&token)
                            return token
                        }
                    )
                }
                #expect(throws: SecurityFailure.self) { try context.seal([1]) }
            }
        }

        @Test("refuses messages that were changed, seen before, out of turn or bare")
        func spoiltMessages() async throws {
            let account = SecurityAccount.test(try await TestKDC.principal(Self.password), Self.password)
            let spoil: [(inout [SealedMessage]) -> Void] = [
                { $0[0].payload[3] ^= 1 }, { $0[0].header[2] ^= 2 }, { $0[0].header[20] ^= 1 }, { $0.removeFirst() },
                { $0[0].payload.removeLast() }, { $0[0].payload = [] }, { $0[0].header = [] },
                { $0[0] = SealedMessage(header: [], payload: Array("plain".utf8)) },
                { $0[0].header.removeLast() }, { $0[0].payload.append(0) }, { $0[0].header = [5, 4] },
            ]
            for (number, spoil) in spoil.enumerated() {
                let context = try await source.context(.kerberos, as: account)
                let peer = try await PeerContext(.gssapi, .kerberos, .negotiate)
                try await logOn(context, with: peer)
                var sealed = [try await peer.seal([1, 2, 3, 4, 5]), try await peer.seal([6, 7])]
                let unspoilt = sealed[0]
                spoil(&sealed)
                #expect(throws: SecurityFailure.self, "\(number)") { try context.unseal(sealed[0]) }
                #expect(throws: SecurityFailure.self) { try context.unseal(unspoilt) }
            }
            let context = try await source.context(.kerberos, .bare, as: account)
            let peer = try await PeerContext(.gssapi, .kerberos, .bare)
            try await logOn(context, with: peer)
            let sealed = try await peer.seal([1])
            #expect(try context.unseal(sealed) == [1])
            #expect(throws: SecurityFailure.self) { try context.unseal(sealed) }
        }

        @Test("leaves nothing behind")
        func leavesNothing() async throws {
            let account = SecurityAccount.test(try await TestKDC.principal(Self.password), Self.password)
            do {
                let source = GSSContextSource()
                let context = try await source.context(.kerberos, as: account)
                try await logOn(context, with: try await PeerContext(.gssapi, .kerberos, .negotiate))
                #expect(GSSContext.liveCount > 0 && KerberosTicket.liveCount > 0)
            }
            try await eventually("the end of all contexts") { GSSContext.liveCount == 0 }
            try await eventually("the end of all tickets") { KerberosTicket.liveCount == 0 }
        }
    }
}
