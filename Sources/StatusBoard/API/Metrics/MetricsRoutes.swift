internal import Hummingbird
internal import Telemetry

/// The board's metrics, for Prometheus.
struct MetricsRoutes: BoardRoutes {
    private let source: BoardSource

    init(_ source: BoardSource) { self.source = source }

    func add(to router: Router<BoardRequestContext>) {
        router.get("/metrics") { [source] _, _ in try await response(source) }
        router.head("/metrics") { [source] _, _ in try await response(source).createHeadResponse() }
    }

    private func response(_ source: BoardSource) async throws -> Response {
        let families = try await ProjectionMetrics(source).read() + source.metrics.read() + ProcessMetrics.read()
        return APIAnswer.text(PrometheusText.write(families), PrometheusText.contentType)
    }
}
