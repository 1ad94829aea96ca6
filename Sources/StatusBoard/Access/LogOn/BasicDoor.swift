/// Lets scripts in by HTTP Basic.
///
/// Requests that come at one moment with the same credentials cost one hash: the others wait for it.
actor BasicDoor {
    private let desk: LogOnDesk
    private let now: @Sendable () -> ContinuousClock.Instant
    private var cache = BasicCache()
    private var waiting: [[UInt8]: [CheckedContinuation<Void, Never>]] = [:]

    init(_ desk: LogOnDesk, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.desk = desk
        self.now = now
    }

    /// The user whose credentials these are.
    ///
    /// - Throws: ``Refusal``.
    func user(_ credentials: LogOnCredentials, from address: ClientAddress) async throws -> BoardUser {
        let digest = cache.digest(credentials)
        while true {
            if let user = desk.user(credentials.name), cache.knows(credentials, of: user, at: now()) { return user }
            guard waiting[digest] != nil else { break }
            await withCheckedContinuation { waiting[digest]?.append($0) }
        }
        waiting[digest] = []
        defer { waiting.removeValue(forKey: digest)?.forEach { $0.resume() } }
        let user = try await desk.check(credentials, from: address)
        cache.keep(credentials, of: user, at: now())
        return user
    }
}
