package import ActivationDomain
package import BoardProjection

/// The board's link to the broker.
package struct APIBroker: APIValue {
    var state: String
    var detail: String
    var since: APITime

    package static let schemaName = "Broker"
    package static let schema = APISchema(
        "How the board stands with the broker.",
        .always("state", .oneOf(["connected", "blocked", "refusing", "lost", "ended"])),
        .always("detail", .text, "Why; empty while it is connected."),
        .always("since", .time)
    )
}

/// How much the board has read.
package struct APIPosition: APIValue {
    var nextOffset: Int
    var lastEventAt: APITime?
    var events: Int
    var repeats: Int
    var passedOver: Int
    var missed: Int

    init(_ facts: PositionFacts) {
        nextOffset = facts.nextOffset
        lastEventAt = APITime(facts.lastEventAt)
        events = facts.events
        repeats = facts.repeats
        passedOver = facts.passedOver
        missed = facts.missed
    }

    package static let schemaName = "Position"
    package static let schema = APISchema(
        "How much has been read of the status stream.",
        .always("nextOffset", .count),
        .sometimes("lastEventAt", .time, "The time of the newest event."),
        .always("events", .count, "Events that were projected."),
        .always("repeats", .count, "Events that had been told before."),
        .always("passedOver", .count, "Messages that are no events, or do not fit their routing keys."),
        .always("missed", .count, "Events that the stream had dropped before they were read.")
    )
}

/// The board itself.
package struct APIBoard: APIValue {
    var version: String
    var now: APITime
    var startedAt: APITime?
    var writtenAt: APITime?
    var isCaughtUp: Bool
    var broker: APIBroker?
    var position: APIPosition

    package init(_ vitals: BoardVitals?, _ position: PositionFacts, version: String, now: Timestamp) {
        self.version = version
        self.now = APITime(now)
        startedAt = APITime(vitals?.startedAt)
        writtenAt = APITime(vitals?.writtenAt)
        isCaughtUp = vitals?.isCaughtUp ?? false
        broker = vitals.map { APIBroker(state: $0.broker, detail: $0.brokerDetail, since: APITime($0.brokerSince)) }
        self.position = APIPosition(position)
    }

    package static let schemaName = "Board"
    package static let schema = APISchema(
        "The board itself: whether what it shows is fresh.",
        .always("version", .text),
        .always("now", .time, "The board's clock."),
        .sometimes("startedAt", .time),
        .sometimes("writtenAt", .time, "When it last noted that it runs; some seconds ago."),
        .always("isCaughtUp", .truth, "Whether all that the stream has is shown."),
        .sometimes("broker", .reference(APIBroker.self)),
        .always("position", .reference(APIPosition.self))
    )
}
