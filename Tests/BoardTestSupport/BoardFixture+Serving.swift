package import ActivationDomain
package import BoardProjection
internal import GRDB
internal import Logging
package import StatusBoard

extension BoardFixture {
    /// Serves the board on a free port of loopback while `body` runs.
    package func serving(
        at now: Timestamp = time.advanced(by: .seconds(60)),
        progress: ProjectionProgress = ProjectionProgress(),
        configure: (inout BoardConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (BoardClient) async throws -> Void
    ) async throws {
        var configuration = BoardConfiguration()
        configuration.port = 0
        configuration.version = "0.0.0-test"
        configure(&configuration)
        let source = BoardSource(reader: reader, progress: progress, configuration: configuration, now: { now })
        var logger = Logger(label: "board")
        logger.logLevel = .error
        let server = BoardServer(source, logger: logger)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await server.run { port.yield($0) } }
            group.addTask {
                for await port in ports { return try await body(BoardClient(port: port)) }
            }
            // The server does not end before the body does, unless it failed.
            try await group.next()
        }
    }

    /// Says of the board what its own program would: that it runs, and how it stands with the broker.
    package func tell(
        broker: String = "connected",
        _ detail: String = "",
        at now: Timestamp = time.advanced(by: .seconds(60))
    ) async throws {
        try await write(
            """
            INSERT OR REPLACE INTO vitals (id, startedAt, writtenAt, broker, brokerDetail, brokerSince, isCaughtUp)
            VALUES (1, ?1, ?2, ?3, ?4, ?1, 1)
            """,
            [BoardFixture.time.microseconds, now.microseconds, broker, detail]
        )
    }

    /// Says of a worker what it would say itself.
    package func tell(
        worker name: String,
        host: String = "control-1",
        slots: Int = 1000,
        running: Int = 0,
        publishing: String = "open",
        at now: Timestamp = time.advanced(by: .seconds(60))
    ) async throws {
        try await write(
            """
            INSERT OR REPLACE INTO worker
              (key, name, host, version, slots, running, waiting, consuming, publishing, seenAt)
            VALUES (?1, ?2, ?3, '1.0.0', ?4, ?5, 0, 'open', ?6, ?7)
            """,
            [host + "/" + name, name, host, slots, running, publishing, now.microseconds]
        )
    }

    /// Says when the last event was read from the stream.
    package func tell(lastEvent time: Timestamp) async throws {
        try await write("UPDATE position SET lastEventAt = ?", [time.microseconds])
    }

    /// Takes away what the pages read from.
    package func spoil() async throws {
        try await write("DROP TABLE tally", [])
    }

    private func write(_ sql: String, _ arguments: StatementArguments) async throws {
        let queue = try DatabaseQueue(path: path)
        try await queue.write { db in try db.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }
}
