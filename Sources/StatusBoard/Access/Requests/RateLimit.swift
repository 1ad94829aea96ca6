/// How many requests an address may send: so many at once, and a share of them back with each second.
struct RateLimit: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Bucket {
        var tokens: Double
        var at: Instant
    }

    /// How many addresses are kept at most.
    static let capacity = 20_000

    private let burst: Double
    private let perSecond: Double
    private var buckets: [String: Bucket] = [:]

    /// Makes a limit.
    init(burst: Int, perSecond: Int) {
        self.burst = Double(burst)
        self.perSecond = Double(perSecond)
    }

    /// How many addresses are kept.
    var count: Int { buckets.count }

    /// Takes a request in; how long to wait if it is one too many.
    mutating func take(_ address: String, at now: Instant) -> Duration? {
        var bucket = buckets[address].map { refilled($0, now) } ?? Bucket(tokens: burst, at: now)
        guard bucket.tokens >= 1 else {
            buckets[address] = bucket
            return .seconds((1 - bucket.tokens) / perSecond)
        }
        bucket.tokens -= 1
        if buckets[address] == nil { makeRoom(now) }
        buckets[address] = bucket
        return nil
    }

    private func refilled(_ bucket: Bucket, _ now: Instant) -> Bucket {
        let seconds = bucket.at.duration(to: now) / .seconds(1)
        return Bucket(tokens: min(burst, bucket.tokens + max(0, seconds) * perSecond), at: now)
    }

    /// A full bucket says nothing, so those that would be full by now go first.
    private mutating func makeRoom(_ now: Instant) {
        guard buckets.count >= RateLimit.capacity else { return }
        buckets = buckets.filter { refilled($0.value, now).tokens < burst }
        if buckets.count >= RateLimit.capacity { buckets.removeAll() }
    }
}
