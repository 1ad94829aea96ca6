import TestSupport
import Testing

@testable import NegotiateAuthentication

extension SecurityContextTests {
    /// Tickets that end, and KDCs that do not answer.
    @Suite("Kerberos in time", .timeLimit(.minutes(3)))
    struct KerberosTimeTests {
        static let password = "correct horse"

        /// The acceptor brings the service along, for which tickets are had.
        init() async throws { _ = try await Acceptor.shared.port() }

        @Test("gets the next ticket before one of seconds ends")
        func renewal() async throws {
            let principal = try await TestKDC.principal(Self.password, life: 5)
            let account = SecurityAccount.test(principal, Self.password)
            let source = GSSContextSource()
            try await eventually(
                "three log-ons",
                {
                    let peer = try await PeerContext(.gssapi, .kerberos, .negotiate)
                    // One that stands still in between may find that its ticket has ended.
                    guard let context = try? await source.context(.kerberos, as: account),
                        (try? await logOn(context, with: peer)) == principal
                    else { return false }
                    return try await TestKDC.count("AS_REQ", "ISSUE", principal) >= 3
                }
            )
        }

        @Test("tells that a ticket has ended")
        func expired() async throws {
            let principal = try await TestKDC.principal(Self.password, life: 1)
            let ticket = try KerberosTicket.obtain(for: .test(principal, Self.password))
            #expect(ticket.lifetime <= .seconds(1))
            let end = ContinuousClock.now + .seconds(3)
            try await eventually("the end of the ticket") { ContinuousClock.now > end }
            #expect { try ticket.obtainService("HTTP", on: "localhost", "any", KDCBreaker()) } throws: {
                ($0 as? SecurityFailure)?.code == .expired
            }
        }

        @Test("tells a clock that is past the end of a ticket which was just given, also when its numbers wrap around")
        func ahead() throws {
            for end in [Int32(1_700_000_000), .max, .min] {
                let now = Int(end)
                for past in [-36_000, 0, 60] { try KerberosLibrary.checkClock(end: end, now: now + past) }
                #expect { try KerberosLibrary.checkClock(end: end, now: now + 86_400) } throws: { error in
                    let failure = error as? SecurityFailure
                    return failure?.code == .clockSkew && failure?.message.contains(" 1440 min ago ") == true
                }
            }
        }

        @Test("logs on anew when the realm does not know its ticket any more")
        func forgotten() async throws {
            let principal = try await TestKDC.principal(Self.password)
            let source = GSSContextSource()
            // Not one that a test of before has left.
            let other = principal.replacing("@\(TestKDC.realm)", with: ".example.org")
            for host in ["localhost", other] {
                if host != "localhost" {
                    try await TestKDC.query("cpw", "-randkey", "krbtgt/\(TestKDC.realm)")
                    try await TestKDC.query("addprinc", "-randkey", "HTTP/\(host)")
                }
                _ = try await source.context(.kerberos, as: .test(principal, Self.password), for: host)
            }
            #expect(try await TestKDC.count("AS_REQ", "ISSUE", principal) == 2)
        }

        @Test("has contexts live on when their ticket has ended")
        func longContext() async throws {
            let principal = try await TestKDC.principal(Self.password, life: 15)
            let source = GSSContextSource()
            let context = try await source.context(.kerberos, as: .test(principal, Self.password))
            let peer = try await PeerContext(.gssapi, .kerberos, .negotiate)
            try await logOn(context, with: peer)
            let end = ContinuousClock.now + .seconds(16)
            try await eventually("the end of the ticket") { ContinuousClock.now > end }
            #expect(try await peer.unseal(try context.seal([1])) == [1])
            #expect(try context.unseal(try await peer.seal([2])) == [2])
        }

        @Test("tells that no KDC is there")
        func away() async throws {
            let source = GSSContextSource()
            let account = SecurityAccount.test("user@AWAY.TEST", Self.password)
            for _ in 0..<2 {
                await #expect {
                    try await source.context(.kerberos, as: account)
                } throws: { ($0 as? SecurityFailure)?.code == .kdcUnreachable }
            }
        }

        @Test("waits for a KDC that says nothing until the deadline, and then not again")
        func silent() async throws {
            let server = try await SilentServer(port: try await TestKDC.silentPort())
            let source = GSSContextSource()
            for _ in 0..<20 {
                let account = SecurityAccount.test("user@SILENT.TEST", Self.password)
                await #expect {
                    try await source.context(.kerberos, as: account, until: .now + .milliseconds(500))
                } throws: { ($0 as? SecurityFailure)?.code == .kdcUnreachable }
            }
            try await eventually("the one connection") { server.count >= 1 }
            #expect(server.count == 1)
            // Other realms have threads left, and their own say.
            let principal = try await TestKDC.principal(Self.password)
            _ = try await source.context(.kerberos, as: .test(principal, Self.password))
            try await server.close()
        }

        @Test("logs on once for all who begin at the same moment")
        func singleFlight() async throws {
            let principal = try await TestKDC.principal(Self.password)
            let source = GSSContextSource()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        _ = try await source.context(.kerberos, as: .test(principal, Self.password))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await TestKDC.count("AS_REQ", "ISSUE", principal) == 1)
        }
    }
}
