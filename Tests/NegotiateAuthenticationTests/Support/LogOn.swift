import TestSupport

@testable import NegotiateAuthentication

/// Lets the two sides speak until both are through.
///
/// What goes over the wire can be changed: `ours`, `theirs`. Gives who the other side takes us for.
@discardableResult
func logOn(
    _ context: any SecurityContext,
    with peer: PeerContext,
    ours: (Int, [UInt8]) -> [UInt8] = { $1 },
    theirs: (Int, [UInt8]) -> [UInt8] = { $1 }
) async throws -> String? {
    var heard: [UInt8]?
    for leg in 0..<5 {
        let step = try await context.step(heard)
        guard let token = step.token else {
            guard step.isComplete else { throw TestSupportError("nothing to say, but not complete") }
            return nil
        }
        let answer = try await peer.step(ours(leg, token))
        heard = answer.token.map { theirs(leg, $0) }
        if answer.isComplete {
            if !step.isComplete {
                let last = try await context.step(heard)
                guard last.isComplete, last.token == nil else { throw TestSupportError("one side has more to say") }
            }
            return answer.who
        }
    }
    throw TestSupportError("no end")
}

extension SecurityContextSource {
    /// A context for the computer that the other side stands for, with all the time in the world unless told.
    func context(
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping = .negotiate,
        as account: SecurityAccount,
        for host: String = "localhost",
        bindings: ChannelBindings? = nil,
        until deadline: ContinuousClock.Instant = .soon
    ) async throws(SecurityFailure) -> any SecurityContext {
        try await context(for: host, as: account, mechanism, wrapping, bindings: bindings, deadline: deadline)
    }
}

extension SecurityContext {
    /// A step that has all the time in the world.
    func step(_ token: [UInt8]?) async throws(SecurityFailure) -> SecurityStep { try await step(token, until: .soon) }
}

/// Text of many lengths, around those at which padding and blocks begin anew.
func messages(_ count: Int) -> [[UInt8]] {
    let lengths = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 255, 256, 1_000, 4_096, 65_537]
    return (0..<count).map { number in
        let length = lengths[number % lengths.count]
        return (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
    }
}

extension SecurityAccount {
    /// An account with a password.
    static func test(_ username: String, _ password: String) -> SecurityAccount {
        SecurityAccount(id: username, username: username, proof: .password { Array(password.utf8) })
    }
}

extension ContinuousClock.Instant {
    /// A deadline that a healthy log-on never meets.
    static var soon: ContinuousClock.Instant { .now + .seconds(300) }
}
