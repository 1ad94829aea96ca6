package import AMQPClient
internal import ActivationDomain
package import ActivationPipeline
internal import GRDB
package import Logging

/// Reads the status stream into the database, batch by batch, offset and rows in one transaction.
package struct StreamProjector: Sendable {
    private let database: BoardDatabase
    private let connection: AMQPConnection
    private let names: BrokerNames
    private let progress: ProjectionProgress
    private let logger: Logger
    /// More in a transaction makes it no faster.
    private static let batchSize = 1000
    /// For the broker to send the event that is asked for and must be there; then it is another stream.
    private static let patience = Duration.seconds(5)

    /// Makes a projector that has the database to itself.
    package init(
        _ database: BoardDatabase,
        over connection: AMQPConnection,
        names: BrokerNames,
        progress: ProjectionProgress,
        logger: Logger
    ) {
        self.database = database
        self.connection = connection
        self.names = names
        self.progress = progress
        self.logger = logger
    }

    /// Finds the place in the stream where the database ends, and begins to read there.
    ///
    /// A database that does not belong to the stream is made anew; so whatever else writes into it begins after this. One
    /// that is older than the stream's first event keeps what it has, and counts what it missed.
    package func begin() async throws -> Following {
        let place = try await BoardReader(database).read(StreamPlace.read)
        if place.nextOffset > 0 {
            let consumer = try await consume(from: place.offset)
            if let first = try await firstBatch(of: consumer), let delivery = first.first,
                place.isFollowed(by: delivery) || place.missed(before: delivery) != nil
            {
                let missed = place.missed(before: delivery)
                if let missed {
                    logger.warning(
                        "the stream no longer has the events behind those that were read last; what they told is missing",
                        metadata: ["board.missed": "\(missed)"]
                    )
                }
                let skipped = missed == nil ? 1 : 0
                return Following(
                    projector: self,
                    consumer: consumer,
                    first: first,
                    skipped: skipped,
                    missed: missed ?? 0
                )
            }
            try await consumer.channel.close()
            logger.notice("the database does not belong to this stream any more; it is made anew")
            try database.clear()
        }
        return Following(projector: self, consumer: try await consume(from: "first"), first: [], skipped: 0, missed: 0)
    }

    /// A projection that has found its place.
    package struct Following: Sendable {
        let projector: StreamProjector
        let consumer: AMQPConsumer
        /// What came while the place was looked for; the event that was projected last may be the first of it.
        let first: [AMQPDelivery]
        fileprivate let skipped: Int
        /// Events that the stream did not have any more.
        fileprivate let missed: Int64

        /// Reads until the task is cancelled, or the connection ends for good.
        package func run() async throws {
            try await projector.project(first, skipping: skipped, missed: missed)
            var iterator = consumer.makeAsyncIterator()
            while let batch = try await iterator.nextBatch(upTo: StreamProjector.batchSize) {
                try await projector.project(batch)
            }
        }
    }

    private func consume(from offset: FieldValue) async throws -> AMQPConsumer {
        try await connection.consumePatiently(
            names.statusLog,
            prefetch: 2 * StreamProjector.batchSize,
            arguments: ["x-stream-offset": offset]
        )
    }

    /// The first deliveries; nil when none come, as behind the end of a stream.
    private func firstBatch(of consumer: AMQPConsumer) async throws -> [AMQPDelivery]? {
        try await withThrowingTaskGroup(of: [AMQPDelivery]?.self) { group in
            group.addTask {
                var iterator = consumer.makeAsyncIterator()
                return try await iterator.nextBatch(upTo: StreamProjector.batchSize)
            }
            group.addTask {
                try await Task.sleep(for: StreamProjector.patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func project(_ batch: [AMQPDelivery], skipping count: Int = 0, missed: Int64 = 0) async throws {
        guard let last = batch.last, let offset = last.streamOffset else { return }
        let place = StreamPlace(nextOffset: offset + 1, mark: last.properties.messageID)
        let deliveries = batch.dropFirst(count)
        let events = deliveries.compactMap { StatusMessage($0).event }
        let passedOver = deliveries.count - events.count
        let lastEventAt = events.reversed().lazy.compactMap { database.believable($0.time) }.first
        try await database.project(events, from: .stream) { db in
            try place.write(db)
            try db.run(
                """
                UPDATE position SET passedOver = passedOver + ?, missed = missed + ?,
                  lastEventAt = coalesce(?, lastEventAt) WHERE id = 1
                """,
                [passedOver, missed, lastEventAt?.microseconds]
            )
        }
        // In a stream an acknowledgement takes nothing away: it is credit for more.
        for delivery in batch { delivery.acknowledge() }
        progress.projected(
            events.count,
            isFull: batch.count == StreamProjector.batchSize,
            lastEventAt: lastEventAt
        )
    }
}
