package import AMQPClient
internal import ActivationDomain
package import ActivationPipeline
internal import Foundation
internal import GRDB

/// Keeps what workers say of themselves every few seconds.
package struct WorkerProjector: Sendable {
    private let database: BoardDatabase
    private let connection: AMQPConnection
    private let names: BrokerNames
    private let progress: ProjectionProgress

    /// What a worker says (`worker-status.schema.json`).
    private struct Status: Decodable {
        struct Connections: Decodable {
            var consume, publish: String
        }
        var worker, host, version: String
        var slots, running, waiting: Int
        var connections: Connections

        /// Whether its numbers are such as workers have; pages add them up.
        var isWithinLimits: Bool { [slots, running, waiting].allSatisfy((0...1_000_000).contains) }
    }

    /// Makes a projector.
    package init(
        _ database: BoardDatabase,
        over connection: AMQPConnection,
        names: BrokerNames,
        progress: ProjectionProgress
    ) {
        self.database = database
        self.connection = connection
        self.names = names
        self.progress = progress
    }

    /// Listens until the task is cancelled, or the connection ends for good.
    package func run() async throws {
        let channel = try await connection.openChannel()
        let queue = try await channel.declare(AMQPQueue.temporary)
        try await channel.bind(AMQPBinding(from: names.workers, to: .queue(queue.name), key: "#"))
        var iterator = try await channel.consume(queue.name, prefetch: 200).makeAsyncIterator()
        while let batch = try await iterator.nextBatch(upTo: 100) {
            // By the board's clock: whether a worker is still there must not depend on the worker's.
            let now = Timestamp.now.microseconds
            let heard = batch.compactMap { try? JSONDecoder().decode(Status.self, from: Data($0.body)) }
                .filter(\.isWithinLimits)
            try await database.write { db in
                for status in heard { try write(status, at: now, db) }
            }
            for delivery in batch { delivery.acknowledge() }
            progress.changed()
        }
    }

    private func write(_ status: Status, at now: Int64, _ db: Database) throws {
        try db.run(
            """
            INSERT OR REPLACE INTO worker
              (key, name, host, version, slots, running, waiting, consuming, publishing, seenAt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                WorkerKey.text(host: status.host, worker: status.worker), status.worker, status.host, status.version,
                status.slots, status.running, status.waiting, status.connections.consume, status.connections.publish,
                now,
            ]
        )
    }
}
