internal import ActivationDomain
package import BoardProjection

/// A worker, as it last spoke of itself.
package struct APIWorker: APIValue {
    package struct Connections: APIValue {
        var consume: String
        var publish: String

        package static let schemaName = "WorkerConnections"
        package static let schema = APISchema(
            "`open`, `blocked`, `connecting` or `closed`.",
            .always("consume", .text, "The connection that takes jobs."),
            .always("publish", .text, "The connection that publishes.")
        )
    }

    var worker: String
    var host: String
    var version: String
    var slots: Int
    var running: Int
    var waiting: Int
    var connections: Connections
    var seenAt: APITime

    init(_ facts: WorkerFacts) {
        worker = facts.name
        host = facts.host
        version = facts.version
        slots = facts.slots
        running = facts.running
        waiting = facts.waiting
        connections = Connections(consume: facts.consuming, publish: facts.publishing)
        seenAt = APITime(facts.seenAt)
    }

    package static let schemaName = "Worker"
    package static let schema = APISchema(
        "A worker, as it last spoke of itself.",
        .always("worker", .text),
        .always("host", .text),
        .always("version", .text),
        .always("slots", ["type": "integer"], "How many computers it handles at a time."),
        .always("running", ["type": "integer"], "How many it handles now."),
        .always("waiting", ["type": "integer"], "Jobs that it holds and that wait for a slot."),
        .always("connections", .reference(Connections.self)),
        .always("seenAt", .time, "When it last spoke, by the board's clock; workers do every few seconds.")
    )
}

/// Workers.
package struct APIWorkers: APIValue {
    var workers: [APIWorker]

    package init(_ workers: [WorkerFacts]) { self.workers = workers.map(APIWorker.init) }

    package static let schemaName = "Workers"
    package static let schema = APISchema(
        "Workers.",
        .always("workers", .list(of: APIWorker.self), "By host and name.")
    )
}

/// Something that concerns more than one job.
package struct APIAlarm: APIValue {
    var id: String
    var kind: String
    var subject: String
    var error: APIError?
    var detail: String
    var firstAt: APITime
    var lastAt: APITime
    var until: APITime?
    var count: Int

    init(_ facts: AlarmFacts) {
        id = facts.id
        kind = facts.kind
        subject = facts.subject
        error = facts.error.map(APIError.init)
        detail = facts.detail
        firstAt = APITime(facts.firstAt)
        lastAt = APITime(facts.lastAt)
        until = APITime(facts.until)
        count = facts.count
    }

    package static let schemaName = "Alarm"
    package static let schema = APISchema(
        "Something that concerns more than one job.",
        .always("id", .text, "Stays the same while the trouble repeats."),
        .always("kind", .text, "`kms-host`, `credential` or `broker`."),
        .always("subject", .text, "The KMS host, the credential or the worker."),
        .sometimes("error", .reference(APIError.self)),
        .always("detail", .text),
        .always("firstAt", .time),
        .always("lastAt", .time),
        .sometimes("until", .time, "When it ends by itself, or has ended."),
        .always("count", .count, "How often it was told.")
    )
}

/// Alarms.
package struct APIAlarms: APIValue {
    var alarms: [APIAlarm]

    package init(_ alarms: [AlarmFacts]) { self.alarms = alarms.map(APIAlarm.init) }

    package static let schemaName = "Alarms"
    package static let schema = APISchema("Alarms.", .always("alarms", .list(of: APIAlarm.self), "The newest first."))
}

/// A message that was no valid job.
package struct APIRejection: APIValue {
    var sha256: String
    var reason: String
    var detail: String
    var queue: String
    var firstAt: APITime
    var lastAt: APITime
    var count: Int

    init(_ facts: RejectionFacts) {
        sha256 = facts.sha256
        reason = facts.reason
        detail = facts.detail
        queue = facts.queue
        firstAt = APITime(facts.firstAt)
        lastAt = APITime(facts.lastAt)
        count = facts.count
    }

    package static let schemaName = "Rejection"
    package static let schema = APISchema(
        "A message in a job queue that was no valid job.",
        .always("sha256", .text, "Of its body."),
        .always("reason", .text),
        .always("detail", .text),
        .always("queue", .text, "Where it came from."),
        .always("firstAt", .time),
        .always("lastAt", .time),
        .always("count", .count, "How often it came.")
    )
}

/// Rejected messages.
package struct APIRejections: APIValue {
    var rejections: [APIRejection]

    package init(_ rejections: [RejectionFacts]) { self.rejections = rejections.map(APIRejection.init) }

    package static let schemaName = "Rejections"
    package static let schema = APISchema(
        "Rejected messages.",
        .always("rejections", .list(of: APIRejection.self), "The newest first.")
    )
}
