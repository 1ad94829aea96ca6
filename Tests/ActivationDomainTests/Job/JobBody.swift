/// The body of a job as another program would write it, field by field, each value being JSON text.
struct JobBody: Sendable {
    var fields: [String: String] = [
        "id": "\"965274c5-3480-5133-baeb-120cec7ca907\"",
        "campaign": "\"2026-autumn\"",
        "product": "\"windows\"",
        "attempt": "1",
        "enrolledAt": "\"2026-09-01T01:00:00.125Z\"",
    ]
    var computer: [String: String] = [
        "name": "\"A101-01\"", "address": "\"127.0.1.1\"", "assetTag": "\"3140101-03-000117\"", "site": "\"main\"",
        "lab": "\"A101\"", "channel": "\"winrm\"",
    ]

    /// Sets a field by its path, such as `computer.site`; nil takes it away.
    mutating func set(_ path: String, _ json: String?) {
        if path.hasPrefix("computer.") {
            computer[String(path.dropFirst("computer.".count))] = json
        } else if path == "computer" {
            computer = [:]
            fields["computer"] = json
        } else {
            fields[path] = json
        }
    }

    var text: String {
        var fields = fields
        if !computer.isEmpty { fields["computer"] = JobBody.object(computer) }
        return JobBody.object(fields)
    }

    var bytes: [UInt8] { Array(text.utf8) }

    private static func object(_ members: [String: String]) -> String {
        "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }
}
