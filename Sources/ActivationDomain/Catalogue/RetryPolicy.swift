/// Whether and when a failed attempt is followed by another one.
package struct RetryPolicy: Sendable, Hashable {
    /// Waits that grow by a factor up to a limit, each drawn from a range around its middle.
    ///
    /// With `first` 2 min, `factor` 2, `most` 4 h and `jitter` 0.5:
    ///
    /// | after attempt | middle | drawn from |
    /// | --- | --- | --- |
    /// | 1 | 2 min | 1 to 3 min |
    /// | 2 | 4 min | 2 to 6 min |
    /// | 7 | 128 min | 64 to 192 min |
    /// | 8 and later | 240 min | 120 to 360 min |
    package struct Backoff: Sendable, Hashable {
        package var first: Duration
        package var factor: Double
        package var most: Duration
        /// The share of the middle by which a wait may be shorter or longer, 0 to 1.
        package var jitter: Double

        /// Makes a backoff.
        package init(first: Duration, factor: Double, most: Duration, jitter: Double) {
            self.first = first
            self.factor = factor
            self.most = most
            self.jitter = jitter
        }

        /// The wait after a failed attempt; `draw` is a random number from 0 to 1.
        package func wait(afterAttempt attempt: Int, draw: Double) -> Duration {
            var middle = first
            for _ in 1..<max(attempt, 1) where middle < most { middle = middle * factor }
            middle = min(middle, most)
            return middle * (1 + jitter * (2 * draw - 1))
        }
    }

    /// All attempts, the first included.
    package var attempts: Int
    /// Nil when there is only one attempt.
    package var backoff: Backoff?

    /// Makes a policy.
    package init(attempts: Int, backoff: Backoff?) {
        self.attempts = attempts
        self.backoff = backoff
    }

    /// The wait before the next attempt, or nil when the one that failed was the last.
    package func wait(afterAttempt attempt: Int, draw: Double) -> Duration? {
        attempt < attempts ? backoff?.wait(afterAttempt: attempt, draw: draw) : nil
    }
}
