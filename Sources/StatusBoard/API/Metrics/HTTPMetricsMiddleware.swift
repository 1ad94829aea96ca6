internal import Hummingbird

/// Counts requests and how long they take.
struct HTTPMetricsMiddleware: RouterMiddleware {
    private let metrics: BoardMetrics

    init(_ metrics: BoardMetrics) { self.metrics = metrics }

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        func count(_ status: Int) {
            metrics.answered(
                route: context.endpointPath ?? "none",
                method: request.method.rawValue,
                status: status,
                after: ContinuousClock.now - began
            )
        }
        do {
            let response = try await next(request, context)
            count(response.status.code)
            return response
        } catch {
            count((error as? any HTTPResponseError)?.status.code ?? 500)
            throw error
        }
    }
}
