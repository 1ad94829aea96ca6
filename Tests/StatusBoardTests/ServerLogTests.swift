import Logging
import Synchronization
import Testing

@testable import StatusBoard

@Suite
struct ServerLogTests {
    /// Keeps what is logged.
    private struct Kept: LogHandler {
        final class Lines: Sendable { let all = Mutex<[String]>([]) }
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.level) \(event.message)") } }
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
    }

    @Test(
        "A stop of the server is no error; other errors are, whoever tells them",
        arguments: [Logger.Level.info, .debug]
    )
    func stop(level: Logger.Level) {
        let lines = Kept.Lines()
        var logger = ServerLog.logger(Logger(label: "test") { _ in Kept(lines: lines) })
        logger.logLevel = level
        let stop: Logger.Message = "Waiting on child channel: CancellationError()"
        logger.error(stop, source: "HummingbirdCore")
        logger.error("Server shutdown error: EIO", source: "HummingbirdCore")
        logger.error(stop, source: "StatusBoard")
        let others = ["error Server shutdown error: EIO", "error \(stop)"]
        #expect(lines.all.withLock { $0 } == (level == .debug ? ["debug \(stop)"] : []) + others)
    }
}
