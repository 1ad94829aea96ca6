/// Makes the sockets of a connection: which address is next, and when.
struct Connector {
    private let configuration: AMQPConfiguration
    private var reconnection: Reconnection
    /// The address that is tried first, so that a node that has just failed comes last.
    private var next = 0
    /// When the connection came to stand that was lost last; nil while the next one is sought.
    private var connectedAt: ContinuousClock.Instant?
    /// How long a connection must have stood to prove that it works.
    private static let probation = Duration.seconds(10)

    init(_ configuration: AMQPConfiguration) {
        self.configuration = configuration
        reconnection = Reconnection(configuration.recovery ?? AMQPRecovery())
    }

    /// How long to wait before the next try; nil when there is to be none.
    mutating func nextDelay(after error: AMQPError) -> Duration? {
        let now = ContinuousClock.now
        if let connectedAt, now - connectedAt >= Connector.probation { reconnection.succeeded() }
        connectedAt = nil
        switch reconnection.failed(isPermanent: error.isPermanent, at: now, draw: .random(in: 0...1)) {
        case .retry(let delay): return delay
        case .giveUp: return nil
        }
    }

    /// Tries each address in turn.
    ///
    /// - Throws: the refusal, if a node refused, since that says more than that others do not answer; else the last
    ///   error.
    mutating func connect() throws(AMQPError) -> ConnectionHandle {
        let addresses = configuration.addresses
        var worst: AMQPError?
        for offset in addresses.indices {
            let index = (next + offset) % addresses.count
            do {
                let handle = try ConnectionHandle(connecting: configuration, to: addresses[index])
                next = index + 1
                connectedAt = .now
                return handle
            } catch {
                worst = worst?.isPermanent == true ? worst : error
            }
        }
        throw worst ?? AMQPError(.invalidConfiguration, "the broker has no address")
    }
}
