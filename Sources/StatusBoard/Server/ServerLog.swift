internal import Logging

/// What Hummingbird logs, without the error by which it tells each time that its server was stopped by cancelling its task.
struct ServerLog: LogHandler {
    private var base: any LogHandler

    /// A logger for the server that writes where this one does.
    static func logger(_ logger: Logger) -> Logger {
        var logger = logger
        logger.handler = ServerLog(base: logger.handler)
        return logger
    }

    func log(event: LogEvent) {
        guard event.source == "HummingbirdCore", event.message.description.contains("CancellationError") else {
            return base.log(event: event)
        }
        var event = event
        event.level = .debug
        if base.logLevel <= .debug { base.log(event: event) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue }
    }

    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { base.metadataProvider }
        set { base.metadataProvider = newValue }
    }

    var logLevel: Logger.Level {
        get { base.logLevel }
        set { base.logLevel = newValue }
    }
}
