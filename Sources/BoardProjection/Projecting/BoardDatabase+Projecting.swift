internal import ActivationDomain
package import ActivationPipeline
internal import GRDB

extension BoardDatabase {
    /// Where events were read.
    package enum Origin: Sendable {
        /// The stream, whose order decides.
        case stream
        /// The queue of results: ends that the stream may have lost, or has in another order.
        case results
    }

    /// Takes events in, in one transaction.
    package func project(_ events: [ObservedEvent], from origin: Origin = .stream) async throws {
        try await project(events, from: origin) { _ in }
    }

    /// Takes events in, and what belongs to them, in one transaction.
    func project(
        _ events: [ObservedEvent],
        from origin: Origin,
        and also: @escaping @Sendable (Database) throws -> Void
    ) async throws {
        try await write { db in
            var projection = Projection(db)
            // A time that cannot be believed is that of the event before it, so that the order is the same when all is read
            // anew.
            let last = try Int64.fetchOne(db, sql: "SELECT lastEventAt FROM position")
            var time = last.map { Timestamp(microseconds: $0) } ?? now()
            for event in events {
                time = believable(event.time) ?? time
                try projection.apply(event, at: time, from: origin)
            }
            try projection.finish()
            try also(db)
        }
    }
}
