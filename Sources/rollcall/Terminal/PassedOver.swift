/// Tells of events that do not fit their routing keys when they come, but of a flood of them no more than every few seconds.
struct PassedOver {
    private static let interval = Duration.seconds(10)

    private var told = 0
    private var toldAt: Duration?

    /// What to say of so many, at a time since the watching began; nil when it has been said, or was a moment ago.
    mutating func news(_ count: Int, at time: Duration) -> String? {
        guard count > told else { return nil }
        if let toldAt, time - toldAt < Self.interval { return nil }
        told = count
        toldAt = time
        return Self.sentence(count)
    }

    /// How many there are, for a person.
    static func sentence(_ count: Int) -> String {
        "events passed over, because they do not fit their routing keys: \(count)"
    }
}
