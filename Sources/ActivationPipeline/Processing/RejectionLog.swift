internal import ActivationDomain
package import Logging
internal import Synchronization

/// Tells the log of messages that are no job: of each, but in a flood of one a second, with how many there were between.
package final class RejectionLog: Sendable {
    private struct State {
        var next = ContinuousClock.now
        var untold = 0
    }
    private let state = Mutex(State())
    private let logger: Logger
    private static let interval = Duration.seconds(1)

    /// Makes a log that has told of none.
    package init(_ logger: Logger) {
        self.logger = logger
    }

    /// Tells of a message.
    func tell(_ rejection: JobRejection, messageID: String?, queue: String) {
        let untold = state.withLock { state -> Int? in
            let now = ContinuousClock.now
            guard now >= state.next else {
                state.untold += 1
                return nil
            }
            defer { state = State(next: now + RejectionLog.interval) }
            return state.untold
        }
        guard let untold else { return }
        var metadata: Logger.Metadata = [
            "message.reason": "\(rejection.reason.rawValue)", "message.detail": "\(rejection.detail)",
            "message.queue": "\(queue)",
        ]
        if let messageID { metadata["message.id"] = "\(messageID)" }
        if untold > 0 { metadata["message.untold"] = "\(untold)" }
        logger.warning("a message that is no job is set aside in the dead queue", metadata: metadata)
    }
}
