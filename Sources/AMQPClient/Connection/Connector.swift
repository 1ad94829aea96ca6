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
    /// - Throws: what all of them came to, as one error of the kind of the refusal, if a node refused, since that says
    ///   more than that others do not answer; else of the last.
    mutating func connect() throws(AMQPError) -> ConnectionHandle {
        let addresses = configuration.addresses
        var failures: [(address: AMQPAddress, error: AMQPError)] = []
        for offset in addresses.indices {
            let index = (next + offset) % addresses.count
            do {
                let handle = try ConnectionHandle(connecting: configuration, to: addresses[index])
                next = index + 1
                connectedAt = .now
                return handle
            } catch {
                failures.append((addresses[index], error))
            }
        }
        throw AMQPError(ofAll: failures)
    }
}

extension AMQPError {
    /// The one error that the failures at all addresses make; each is told with its address.
    init(ofAll failures: [(address: AMQPAddress, error: AMQPError)]) {
        guard let last = failures.last?.error else {
            self.init(.invalidConfiguration, "the broker has no address")
            return
        }
        let worst = failures.lazy.map(\.error).first(where: \.isPermanent) ?? last
        // What has nothing to do with an address, such as a file that is missing, is the same at each.
        guard failures.contains(where: { $0.error.message != worst.message }) else {
            self = worst
            return
        }
        let parts = failures.enumerated().map { index, failure in
            let place = "\(failure.address)"
            let text = failure.error.message
            return "(\(index + 1)) " + (text.contains(place) ? text : "\(place): \(text)")
        }
        self.init(
            worst.code,
            "there is no connection at any of the broker's \(failures.count) addresses: "
                + parts.joined(separator: " "),
            replyCode: worst.replyCode
        )
    }
}
