package import ActivationDomain
internal import Synchronization

/// Lets exchanges use a credential as ``CredentialState`` allows, the others waiting in line.
package final class CredentialGate: Sendable {
    /// What came of asking.
    package enum Admission: Sendable, Equatable {
        case granted
        case resting(until: Timestamp)
        case refused(until: Timestamp, mayPass: Bool)
        case cancelled
    }

    private struct Line {
        var state: CredentialState
        var waiters: [Waiter<Void>] = []
    }
    private let line: Mutex<Line>

    /// Makes the gate of one credential.
    package init(refusalLimit: Int, rest: Duration) {
        line = Mutex(Line(state: CredentialState(refusalLimit: refusalLimit, rest: rest)))
    }

    /// Whether exchanges wait for each other, so that whoever comes must not let the others wait for nothing.
    package func isNarrow(at computer: String) -> Bool {
        line.withLock { !$0.state.isOpen(now: .now) && $0.state.isOfUse(at: computer, now: .now) }
    }

    /// Waits until the credential may be used at a computer; ``leave()`` must follow when it is granted.
    package func enter(_ computer: String) async -> Admission {
        while true {
            let (admission, waiter) = line.withLock { line -> (CredentialState.Admission, Waiter<Void>?) in
                let admission = line.state.admit(computer, now: .now)
                guard admission == .wait else { return (admission, nil) }
                let waiter = Waiter<Void>()
                line.waiters.append(waiter)
                return (admission, waiter)
            }
            switch admission {
            case .granted: return .granted
            case .resting(let until): return .resting(until: until)
            case .refused(let until, let mayPass):
                // It goes on with the next in line.
                wakeNext()
                return .refused(until: until, mayPass: mayPass)
            case .wait:
                guard let waiter, await waiter.wait() != nil else {
                    // The turn may have come together with the cancellation: pass it on.
                    wakeNext()
                    return .cancelled
                }
            }
        }
    }

    /// The computer has taken the credential: everyone may use it now.
    package func succeeded() {
        let waiters = line.withLock { line in
            line.state.succeeded()
            defer { line.waiters = [] }
            return line.waiters
        }
        for waiter in waiters { _ = waiter.resume(()) }
    }

    /// A computer has refused the credential; `mayPass` says that it may have been for want of Kerberos.
    ///
    /// - Returns: until when the credential rests from now on, when that is so.
    package func refused(by computer: String, mayPass: Bool = false) -> Timestamp? {
        rest { $0.refused(by: computer, mayPass: mayPass, now: .now) }
    }

    /// The realm of the account has refused it, as it will for every computer.
    ///
    /// - Returns: until when the credential rests, unless it did so before.
    package func refusedByRealm() -> Timestamp? {
        rest { $0.refusedByRealm(now: .now) }
    }

    private func rest(_ event: (inout CredentialState) -> Timestamp?) -> Timestamp? {
        let (until, waiters) = line.withLock { line -> (Timestamp?, [Waiter<Void>]) in
            guard let until = event(&line.state) else { return (nil, []) }
            defer { line.waiters = [] }
            return (until, line.waiters)
        }
        // They come to know that it rests.
        for waiter in waiters { _ = waiter.resume(()) }
        return until
    }

    /// Ends a use that was granted.
    package func leave() {
        line.withLock { $0.state.release() }
        wakeNext()
    }

    private func wakeNext() {
        while true {
            let next = line.withLock { $0.waiters.isEmpty ? nil : $0.waiters.removeFirst() }
            guard let next else { return }
            if next.resume(()) { return }
        }
    }
}
