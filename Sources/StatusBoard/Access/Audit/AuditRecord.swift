package import ActivationDomain

/// Something that someone did: one line of the audit log.
package struct AuditRecord: Sendable {
    /// What was done; scripts count by these words.
    package enum Deed: String, Sendable, CaseIterable {
        case logOn = "log-on"
        case logOnFailed = "log-on-failed"
        case logOff = "log-off"
        case alarmAcknowledged = "alarm-acknowledged"
        case acknowledgementTakenBack = "acknowledgement-taken-back"
        case noteWritten = "note-written"
        case noteDeleted = "note-deleted"
        case userAdded = "user-added"
        case userRemoved = "user-removed"
        case passwordChanged = "password-changed"
    }

    package var time: Timestamp
    package var who: String
    package var address: String
    package var deed: Deed
    /// What it was done to, and how: texts by name.
    package var details: [(name: String, value: String)]

    /// Makes a record.
    package init(
        _ deed: Deed,
        by who: String,
        from address: String,
        _ details: [(name: String, value: String)] = [],
        at time: Timestamp = .now
    ) {
        self.time = time
        self.who = who
        self.address = address
        self.deed = deed
        self.details = details
    }

    /// One JSON object with an end of line; what commands a terminal is escaped.
    var line: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("time", time.description)
            json.member("who", who.visible)
            json.member("address", address)
            json.member("what", deed.rawValue)
            for (name, value) in details { json.member(named: name, value.visible) }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}
