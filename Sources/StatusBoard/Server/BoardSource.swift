package import ActivationDomain
package import BoardProjection

/// What pages, API and metrics are made from.
package struct BoardSource: Sendable {
    package var reader: BoardReader
    /// How the projection of this process goes, and news of it.
    package var progress: ProjectionProgress
    package var configuration: BoardConfiguration
    /// What the web server counts of itself.
    package let metrics = BoardMetrics()
    /// The present; given, so that a test can stand still.
    package var now: @Sendable () -> Timestamp

    /// Makes a source.
    package init(
        reader: BoardReader,
        progress: ProjectionProgress,
        configuration: BoardConfiguration,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.reader = reader
        self.progress = progress
        self.configuration = configuration
        self.now = now
    }
}
