internal import ActivationDomain
internal import Foundation
package import Logging

/// Writes log lines to standard error: for people, or as one JSON object a line.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let isJSON: Bool
    private let label: String

    /// Makes a handler.
    package init(label: String, level: Logger.Level, isJSON: Bool) {
        self.label = label
        logLevel = level
        self.isJSON = isJSON
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
        let line = isJSON ? json(event, all) : text(event, all)
        // One write a line, so that lines of several threads do not mix.
        try? FileHandle.standardError.write(contentsOf: Data(line))
    }

    private func text(_ event: LogEvent, _ all: [(key: String, value: Logger.Metadata.Value)]) -> [UInt8] {
        var line = "\(Timestamp.now) \(event.level.rawValue.uppercased()) \(event.message)"
        // What comes from outside begins no line of its own and gives the terminal no orders.
        for (key, value) in all { line += " \(key)=\("\(value)".visible)" }
        return Array((line + "\n").utf8)
    }

    private func json(_ event: LogEvent, _ all: [(key: String, value: Logger.Metadata.Value)]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("time", Timestamp.now.description)
            json.member("level", event.level.rawValue)
            json.member("program", label)
            json.member("message", event.message.description)
            for (key, value) in all { json.member(named: key, "\(value)") }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }
}

extension Logger {
    /// The logger of a program, as the settings say.
    package init(program label: String, _ log: Settings.Log) {
        let level = Logger.Level(rawValue: log.level.rawValue) ?? .info
        self.init(label: label) { LineLogHandler(label: $0, level: level, isJSON: log.format == .json) }
    }
}
