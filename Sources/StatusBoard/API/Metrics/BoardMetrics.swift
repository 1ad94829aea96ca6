internal import Synchronization
package import Telemetry

/// What the board's web server counts of itself.
package final class BoardMetrics: Sendable {
    /// Pages that are open and wait for news.
    package let liveConnections: Gauge
    private let registry = MetricRegistry()
    private let requests = Mutex<[Request: Int]>([:])
    private let durations = Mutex<[String: Histogram]>([:])

    private struct Request: Hashable, Comparable {
        var route, method: String
        var status: Int

        static func < (left: Request, right: Request) -> Bool {
            (left.route, left.method, left.status) < (right.route, right.method, right.status)
        }
    }

    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Makes metrics of a server that has not been asked anything.
    package init() {
        liveConnections = registry.gauge("rollcall_live_connections", "Pages that are open and wait for news.")
    }

    /// Counts an answer; `route` is the form of the address and not the address itself, so there are few.
    func answered(route: String, method: String, status: Int, after duration: Duration) {
        let method = BoardMetrics.methods.contains(method) ? method : "other"
        requests.withLock { $0[Request(route: route, method: method, status: status), default: 0] += 1 }
        let histogram = durations.withLock { durations in
            let histogram = durations[route] ?? Histogram(bounds: BoardMetrics.bounds)
            durations[route] = histogram
            return histogram
        }
        histogram.observe(duration)
    }

    /// What was counted so far.
    func read() -> [MetricFamily] {
        let counts = requests.withLock(\.self).sorted { $0.key < $1.key }
        let durations = durations.withLock(\.self).sorted { $0.key < $1.key }
        return registry.read() + [
            MetricFamily(
                "rollcall_http_requests_total",
                .counter,
                "Requests that were answered.",
                counts.map { request, count in
                    .init(
                        Double(count),
                        [
                            .init("route", request.route), .init("method", request.method),
                            .init("status", String(request.status)),
                        ]
                    )
                }
            ),
            MetricFamily(
                "rollcall_http_request_duration_seconds",
                "Time until an answer begins.",
                durations.map { route, histogram in (histogram, [.init("route", route)]) }
            ),
        ]
    }
}
