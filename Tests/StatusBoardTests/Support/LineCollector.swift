import Logging
import Synchronization

/// Keeps what is logged, a text for each message.
final class LineCollector: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }
    var handler: any LogHandler { Handler(collector: self) }

    private struct Handler: LogHandler {
        let collector: LineCollector
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = (event.metadata ?? [:]).map { " \($0.key)=\($0.value)" }.sorted().joined()
            collector.kept.withLock { $0.append("\(event.message)\(all)") }
        }
    }
}
