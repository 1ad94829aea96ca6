package import AMQPClient
package import ActivationPipeline

/// Takes the ends of jobs off the queue of results into the database.
///
/// The queue keeps them on disk, which the stream does not promise; an end that is known by it alone stands until the
/// stream tells one.
package struct ResultsProjector: Sendable {
    private let database: BoardDatabase
    private let connection: AMQPConnection
    private let names: BrokerNames
    private let progress: ProjectionProgress
    private static let batchSize = 500

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

    /// Takes until the task is cancelled, or the connection ends for good.
    package func run() async throws {
        let consumer = try await connection.consumePatiently(names.results, prefetch: 2 * ResultsProjector.batchSize)
        var iterator = consumer.makeAsyncIterator()
        while let batch = try await iterator.nextBatch(upTo: ResultsProjector.batchSize) {
            try await database.project(batch.compactMap { StatusMessage($0).event }, from: .results)
            // What is committed is the board's; only then may the broker forget it.
            for delivery in batch { delivery.acknowledge() }
            progress.changed()
        }
    }
}
