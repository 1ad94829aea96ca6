/// The kinds of events that concern no job.
package enum NoticeKind: String, Sendable, Hashable, CaseIterable {
    case campaignEnrolled = "rollcall.campaign.enrolled"
    case messageRejected = "rollcall.message.rejected"
    case kmsHostAlarm = "rollcall.kmshost.alarm"
    case workerStarted = "rollcall.worker.started"
    case workerStopped = "rollcall.worker.stopped"
    case workerBlocked = "rollcall.worker.blocked"

    /// The last word, which ends the routing key.
    package var lastWord: String { rawValue.split(separator: ".").last.map(String.init) ?? rawValue }
}

/// An event that concerns no job.
package struct Notice: Sendable {
    package var kind: NoticeKind
    /// The same for repeats of one notice.
    package var id: String
    package var source: String
    package var time: Timestamp
    /// Writes the members of `data`.
    package var data: @Sendable (inout JSONWriter) -> Void

    /// Makes a notice.
    package init(
        _ kind: NoticeKind,
        id: String,
        source: String,
        time: Timestamp,
        data: @escaping @Sendable (inout JSONWriter) -> Void
    ) {
        self.kind = kind
        // It is the message's id too, and AMQP carries at most 255 bytes; parts of it come from outside.
        self.id = id.utf8.count <= 200 ? id : "\(kind.lastWord)/\(sha256Text(Array(id.utf8)))"
        self.source = source
        self.time = time
        self.data = data
    }

    /// The notice as a CloudEvents 1.0 envelope in structured mode.
    package func encoded() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", id)
            json.member("source", source)
            json.member("type", kind.rawValue)
            json.member("time", time.description)
            json.member("datacontenttype", "application/json")
            json.object("data", data)
        }
        return json.bytes
    }
}
