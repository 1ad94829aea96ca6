internal import AMQPClient
internal import GRDB

/// How far the stream has been read: the next offset, and a mark of the last event by which its stream is known again.
///
/// Offsets count from 0 in each stream, so after the stream was deleted and declared anew an offset alone would be taken
/// for a place in another history.
struct StreamPlace: Sendable, Hashable {
    /// 0 before the first event.
    var nextOffset: Int64
    /// The `message-id` of the event before it.
    var mark: String?

    static func read(_ db: Database) throws -> StreamPlace {
        let row = try Row.fetchOne(db, sql: "SELECT nextOffset, lastMark FROM position WHERE id = 1")
        return StreamPlace(nextOffset: row?[0] ?? 0, mark: row?[1])
    }

    func write(_ db: Database) throws {
        try db.run("UPDATE position SET nextOffset = ?, lastMark = ? WHERE id = 1", [nextOffset, mark])
    }

    /// Where to begin: at the last event that was read, which must come again to show that it is the same stream.
    var offset: FieldValue { nextOffset == 0 ? "first" : .integer(nextOffset - 1) }

    /// How many events behind it are not in the stream any more, when a first delivery lies beyond them.
    ///
    /// The stream keeps so much, and drops the oldest. Another stream would have begun at 0, and have sent what stands at
    /// the offset that was asked for.
    func missed(before delivery: AMQPDelivery) -> Int64? {
        delivery.streamOffset.flatMap { $0 >= nextOffset ? $0 - nextOffset : nil }
    }

    /// Whether a first delivery is the event that was read last.
    func isFollowed(by delivery: AMQPDelivery) -> Bool {
        delivery.streamOffset == nextOffset - 1 && delivery.properties.messageID == mark
    }
}

extension AMQPDelivery {
    /// Its place in the stream (RabbitMQ, "Streams", `x-stream-offset`).
    var streamOffset: Int64? { properties.headers["x-stream-offset"]?.integer }
}
