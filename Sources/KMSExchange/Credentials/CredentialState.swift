package import ActivationDomain

/// How carefully a credential may be used: a plain state machine.
///
/// A wrong password must not lock an account. Until a credential has succeeded once, and again after a refusal, one
/// exchange at a time may use it; after `refusalLimit` distinct computers in a row have refused it, it rests. After a rest
/// one more refusal is enough, until it has succeeded again. A refusal by the account's realm, which holds for every
/// computer, is enough at once. A computer that has refused it is not shown it again for as
/// long as a rest, whatever others say: its jobs of other products would be as many log-ons.
package struct CredentialState: Sendable {
    /// The answer to someone who wants to use the credential.
    package enum Admission: Sendable, Equatable {
        case granted
        case wait
        case resting(until: Timestamp)
        /// This computer has refused it, and is not shown it again before; whether that may have been for want of Kerberos.
        case refused(until: Timestamp, mayPass: Bool)
    }

    private let refusalLimit: Int
    private let rest: Duration
    private var isProven = false
    private var users = 0
    private var refusals: Set<String> = []
    /// Until when computers that have refused it are not shown it again.
    private var refusers: [String: (until: Timestamp, mayPass: Bool)] = [:]
    private var restsUntil: Timestamp?
    /// Whether it has rested and not succeeded since.
    private var isOnTrial = false

    /// Makes the state of a credential that has not been used.
    package init(refusalLimit: Int, rest: Duration) {
        self.refusalLimit = refusalLimit
        self.rest = rest
    }

    /// Whether everyone may use it.
    package func isOpen(now: Timestamp) -> Bool { isProven && restsUntil.map { now >= $0 } ?? true }

    /// Whether it may be asked for now at all: it neither rests nor was refused by the computer.
    package func isOfUse(at computer: String, now: Timestamp) -> Bool {
        [restsUntil, refusers[computer]?.until].allSatisfy { $0.map { now >= $0 } ?? true }
    }

    /// Asks to use the credential at a computer; when granted, ``release()`` must follow.
    package mutating func admit(_ computer: String, now: Timestamp) -> Admission {
        if let refuser = refusers[computer] {
            guard now >= refuser.until else { return .refused(until: refuser.until, mayPass: refuser.mayPass) }
            refusers[computer] = nil
        }
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

    /// A computer has refused the credential; `mayPass` says that it may have been for want of Kerberos.
    ///
    /// - Returns: until when the credential rests, when this refusal was the one too many.
    package mutating func refused(by computer: String, mayPass: Bool = false, now: Timestamp) -> Timestamp? {
        isProven = false
        refusers = refusers.filter { now < $0.value.until }
        refusers[computer] = (now.advanced(by: rest), mayPass)
        guard restsUntil == nil else { return nil }
        refusals.insert(computer)
        guard isOnTrial || refusals.count >= refusalLimit else { return nil }
        restsUntil = now.advanced(by: rest)
        return restsUntil
    }

    /// The account's realm has refused it; no computer has been shown anything, so none is remembered.
    ///
    /// - Returns: until when the credential rests, unless it did so before.
    package mutating func refusedByRealm(now: Timestamp) -> Timestamp? {
        isProven = false
        if let until = restsUntil, now < until { return nil }
        restsUntil = now.advanced(by: rest)
        return restsUntil
    }

    /// Someone who was granted the use has ended it.
    package mutating func release() {
        users -= 1
    }
}
