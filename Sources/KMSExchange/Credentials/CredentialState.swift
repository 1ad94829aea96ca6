package import ActivationDomain

/// How carefully a credential may be used: a plain state machine.
///
/// A wrong password must not lock an account. Until a credential has succeeded once, and again after a refusal, one
/// exchange at a time may use it; after `refusalLimit` distinct computers in a row have refused it, it rests. After a rest
/// one more refusal is enough, until it has succeeded again.
package struct CredentialState: Sendable {
    /// The answer to someone who wants to use the credential.
    package enum Admission: Sendable, Equatable {
        case granted
        case wait
        case resting(until: Timestamp)
    }

    private let refusalLimit: Int
    private let rest: Duration
    private var isProven = false
    private var users = 0
    private var refusals: Set<String> = []
    private var restsUntil: Timestamp?
    /// Whether it has rested and not succeeded since.
    private var isOnTrial = false

    /// Makes the state of a credential that has not been used.
    package init(refusalLimit: Int, rest: Duration) {
        self.refusalLimit = refusalLimit
        self.rest = rest
    }

    /// Asks to use the credential; when granted, ``release()`` must follow.
    package mutating func admit(now: Timestamp) -> Admission {
        if let until = restsUntil {
            guard now >= until else { return .resting(until: until) }
            restsUntil = nil
            refusals = []
            isOnTrial = true
        }
        guard isProven || users == 0 else { return .wait }
        users += 1
        return .granted
    }

    /// The computer has taken the credential.
    package mutating func succeeded() {
        isProven = true
        isOnTrial = false
        refusals = []
    }

    /// A computer has refused the credential.
    ///
    /// - Returns: until when the credential rests, when this refusal was the one too many.
    package mutating func refused(by computer: String, now: Timestamp) -> Timestamp? {
        isProven = false
        guard restsUntil == nil else { return nil }
        refusals.insert(computer)
        guard isOnTrial || refusals.count >= refusalLimit else { return nil }
        restsUntil = now.advanced(by: rest)
        return restsUntil
    }

    /// Someone who was granted the use has ended it.
    package mutating func release() {
        users -= 1
    }
}
