extension Settings {
    /// The settings for who only reads, and whom a person waits for: activating takes a minute, and a worker has time.
    ///
    /// - Parameters:
    ///   - connect: how long connecting may take at most.
    ///   - step: how long one answer may.
    ///   - whole: how long all of it may.
    /// - Returns: the same with what is longer cut down.
    package func limited(connect: Duration, step: Duration, whole: Duration) -> Settings {
        var settings = self
        settings.worker.connectTimeout = min(worker.connectTimeout, connect)
        settings.worker.stepTimeout = min(worker.stepTimeout, step)
        settings.worker.exchangeTimeout = min(worker.exchangeTimeout, whole)
        return settings
    }
}
