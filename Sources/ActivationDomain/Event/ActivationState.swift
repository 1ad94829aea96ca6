/// Where a job stands.
package enum ActivationState: String, Sendable, Hashable, CaseIterable {
    /// The enrolling program has the broker's confirm for the job.
    case enrolled
    /// A worker has begun an attempt.
    case running
    /// The attempt failed for a reason that can pass.
    case deferred
    /// Not tried yet; costs no attempt.
    case parked
    /// The computer itself reports the licence as active.
    case activated
    /// A person must act.
    case failed
    /// Not ours.
    case refused
    /// The deadline was reached.
    case expired
    /// Someone withdrew it.
    case cancelled

    /// Whether a job ends in it; every job ends in exactly one.
    package var isLast: Bool {
        switch self {
        case .activated, .failed, .refused, .expired, .cancelled: true
        case .enrolled, .running, .deferred, .parked: false
        }
    }
}
