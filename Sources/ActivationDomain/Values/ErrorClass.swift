/// What kind of trouble a code stands for; it decides whether and when the job is tried again.
package enum ErrorClass: String, Sendable, Hashable, CaseIterable {
    /// Passes by itself or by a repair elsewhere.
    case transient
    /// Waits for something slow on the KMS host, above all its count.
    case count
    /// The computer's clock is wrong.
    case clock
    /// The computer is off, is starting, or does not take connections.
    case unreachable
    /// No failure but a state.
    case information
    /// Stays wrong until a person acts.
    case permanent
    /// The account may not do it; repeating it can lock the account.
    case access
    /// Nothing that KMS activation could settle, or not the organisation's computer.
    case notOurs = "not-ours"
}
