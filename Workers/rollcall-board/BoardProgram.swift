import AMQPClient
import ActivationDomain
import ActivationPipeline
import BoardProjection
import Foundation
import Logging
import StatusBoard
import WorkerSupport

/// Puts the status board together from the settings and runs it.
struct BoardProgram: Sendable {
    private let installation: Installation
    private let logger: Logger

    init(_ installation: Installation) {
        self.installation = installation
        logger = Logger(program: "rollcall-board", installation.settings.log)
    }

    /// Runs until `stop` returns.
    func run(until stop: @escaping @Sendable () async -> Void) async throws(ProgramFailure) {
        do {
            let settings = installation.settings.board
            // First, so that what is wrong with it is told before anything is waited for.
            let configuration = try settings.configuration()
            let access = try BoardAccess(configuration, logger: logger)
            let lock = try BoardLock(settings.database)
            defer { lock.release() }
            let database = try open(settings.database)
            let progress = ProjectionProgress()
            let connection = try await installation.connectLastingly("rollcall-board")
            let source = BoardSource(
                reader: BoardReader(database),
                progress: progress,
                configuration: configuration
            )
            // Before anybody is told that the board is there: without the stream it has nothing to show.
            let stream = StreamProjector(
                database,
                over: connection,
                names: installation.names,
                progress: progress,
                logger: logger
            )
            let following = try await begin(stream)
            let pulse = BrokerPulse(
                over: try await installation.connectLastingly("rollcall-board (pulse)"),
                names: installation.names
            )
            try await serve(source, access, database, connection, pulse, following, until: stop)
            await pulse.close()
            await connection.close()
            logger.info("board stopped")
        } catch let error as BoardServerError {
            throw ProgramFailure(error)
        } catch let error as BoardDatabaseError {
            // Its file was good at the start.
            throw ProgramFailure(.output, error.description)
        } catch {
            throw ProgramFailure(error)
        }
    }

    private func begin(_ stream: StreamProjector) async throws -> StreamProjector.Following {
        do {
            return try await stream.begin()
        } catch let error as BoardDatabaseError {
            throw ProgramFailure(.settings, error.description)
        }
    }

    private func open(_ path: String) throws(ProgramFailure) -> BoardDatabase {
        do {
            return try BoardDatabase(path: path, logger: logger)
        } catch {
            throw ProgramFailure(error.passes ? .temporary : .settings, error.description)
        }
    }

    /// Whatever of it ends by itself ends the program: half a board would show what is not so.
    private func serve(
        _ source: BoardSource,
        _ access: BoardAccess,
        _ database: BoardDatabase,
        _ connection: AMQPConnection,
        _ pulse: BrokerPulse,
        _ following: StreamProjector.Following,
        until stop: @escaping @Sendable () async -> Void
    ) async throws {
        let (names, progress) = (installation.names, source.progress)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { await stop() }
            group.addTask { try await pulse.run() }
            group.addTask { try await project(following, into: database, connection, progress) }
            group.addTask {
                try await WorkerProjector(database, over: connection, names: names, progress: progress).run()
            }
            group.addTask { try await VitalsWriter(database, over: connection, pulse: pulse, progress: progress).run() }
            group.addTask { [keepFor = installation.settings.board.keepFor] in
                try await forgetting(database, after: keepFor)
            }
            group.addTask {
                try await BoardServer(source, access: access, logger: logger).run { port in
                    announce(source.configuration, port)
                }
            }
            try await group.next()
        }
    }

    private func project(
        _ following: StreamProjector.Following,
        into database: BoardDatabase,
        _ connection: AMQPConnection,
        _ progress: ProjectionProgress
    ) async throws {
        let names = installation.names
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await following.run() }
            if installation.settings.topology.results {
                group.addTask {
                    try await ResultsProjector(database, over: connection, names: names, progress: progress).run()
                }
            } else {
                logger.notice("topology.results is off: ends of jobs are known by the stream alone")
            }
            try await group.next()
        }
    }

    private func forgetting(_ database: BoardDatabase, after keepFor: Duration) async throws {
        let retention = Retention(database)
        while !Task.isCancelled {
            let forgotten = try await retention.forget(before: Timestamp.now.advanced(by: .zero - keepFor))
            if forgotten > 0 { logger.info("jobs forgotten", metadata: ["board.jobs": "\(forgotten)"]) }
            try await Task.sleep(for: .seconds(3600))
        }
    }

    /// One line for people and scripts that wait for it.
    private func announce(_ configuration: BoardConfiguration, _ port: Int) {
        let scheme = configuration.tls == nil ? "http" : "https"
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        try? FileHandle.standardOutput.write(contentsOf: Data("ready \(scheme)://\(host):\(port)/\n".utf8))
    }
}
