package import AMQPClient
internal import ActivationDomain
internal import GRDB
internal import Logging

/// Writes every few seconds that the board runs and how it stands with the broker, for the command line beside it.
package struct VitalsWriter: Sendable {
    private let database: BoardDatabase
    private let connection: AMQPConnection
    private let pulse: BrokerPulse
    private let progress: ProjectionProgress

    /// Makes a writer.
    package init(
        _ database: BoardDatabase,
        over connection: AMQPConnection,
        pulse: BrokerPulse,
        progress: ProjectionProgress
    ) {
        self.database = database
        self.connection = connection
        self.pulse = pulse
        self.progress = progress
    }

    /// Writes until the task is cancelled.
    package func run() async throws {
        let startedAt = Timestamp.now
        var (last, since) = (state, startedAt)
        while !Task.isCancelled {
            let state = self.state
            if state.word != last.word {
                since = .now
                log(state, after: last)
            }
            last = state
            try await database.write { [since] db in
                try db.run(
                    """
                    INSERT OR REPLACE INTO vitals (id, startedAt, writtenAt, broker, brokerDetail, brokerSince, isCaughtUp)
                    VALUES (1, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        startedAt.microseconds, Timestamp.now.microseconds, state.word, state.reason,
                        since.microseconds,
                        progress.isCaughtUp,
                    ]
                )
            }
            progress.changed()
            try await Task.sleep(for: .seconds(2))
        }
    }

    private func log(_ state: AMQPConnectionState, after last: AMQPConnectionState) {
        let reason: Logger.Metadata = state.reason.isEmpty ? [:] : ["broker.reason": "\(state.reason)"]
        switch state {
        case .connected:
            let wasBlocked = if case .blocked = last { true } else { false }
            database.logger.notice(wasBlocked ? "the broker takes messages again" : "the broker is there again")
        case .blocked: database.logger.warning("the broker takes no messages for now", metadata: reason)
        case .refusing: database.logger.warning("the broker refuses what it took before", metadata: reason)
        case .lost, .waiting, .ended:
            database.logger.warning("the broker is lost; the board shows what it knows", metadata: reason)
        }
    }

    /// How the connection that reads stands; whether the broker takes messages, only the one that publishes knows.
    private var state: AMQPConnectionState {
        if case .connected = connection.state, case .blocked = pulse.connection.state { return pulse.connection.state }
        return connection.state
    }
}

extension AMQPConnectionState {
    /// The word that the board has for it.
    fileprivate var word: String {
        switch self {
        case .connected: "connected"
        case .blocked: "blocked"
        case .refusing: "refusing"
        case .lost, .waiting: "lost"
        case .ended: "ended"
        }
    }

    fileprivate var reason: String {
        switch self {
        case .connected: ""
        case .blocked(let reason): reason
        case .refusing(let error), .lost(let error), .waiting(_, let error, _), .ended(let error): error.message
        }
    }
}
