internal import AMQPClient
internal import Logging

extension OutageNarrator.Line {
    /// Writes the line.
    func log(to logger: Logger) {
        switch self {
        case .lost(let error):
            logger.warning(
                "the broker is lost; no job begins until it is back",
                metadata: ["broker.error": "\(error)"]
            )
        case .stillLost(let error, let duration):
            logger.warning(
                "the broker is still away",
                metadata: ["broker.error": "\(error)", "broker.away": "\(duration.wholeSeconds) s"]
            )
        case .back(let duration):
            logger.notice("the broker is back", metadata: ["broker.away": "\(duration.wholeSeconds) s"])
        case .blocked(let reason):
            logger.warning(
                "the broker takes no messages for now; no job begins until it does",
                metadata: ["broker.reason": "\(reason)"]
            )
        case .unblocked(let duration):
            logger.notice(
                "the broker takes messages again",
                metadata: ["broker.blocked": "\(duration.wholeSeconds) s"]
            )
        case .refused(let error):
            logger.warning(
                "the broker refuses what it took before; it is tried again for broker.patience",
                metadata: ["broker.error": "\(error)"]
            )
        case .accepted(let duration):
            logger.notice(
                "the broker refuses nothing any more",
                metadata: ["broker.refused": "\(duration.wholeSeconds) s"]
            )
        }
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int64 { components.seconds }
}
