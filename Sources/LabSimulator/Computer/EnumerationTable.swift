/// The enumerations that a client has begun and not yet read to the end.
struct EnumerationTable {
    /// What is still to be sent.
    struct Pending {
        var items: ArraySlice<String>
        var deadline: Double
    }

    /// An enumeration that nobody pulls is forgotten after this many seconds, as `EnumerationTimeoutms` says.
    static let idleLimit = 240.0
    /// More than this many open ones: the one nearest its deadline goes.
    static let countLimit = 256

    private var pending: [String: Pending] = [:]

    /// Keeps what is left under a new context.
    mutating func insert(_ items: ArraySlice<String>, context: String, now: Double) {
        pending = pending.filter { $0.value.deadline > now }
        if pending.count >= Self.countLimit, let oldest = pending.min(by: { $0.value.deadline < $1.value.deadline }) {
            pending[oldest.key] = nil
        }
        pending[context] = Pending(items: items, deadline: now + Self.idleLimit)
    }

    /// Takes what a context stands for; the context is used up with it.
    mutating func remove(context: String, now: Double) -> ArraySlice<String>? {
        guard let entry = pending.removeValue(forKey: context), entry.deadline > now else { return nil }
        return entry.items
    }
}
