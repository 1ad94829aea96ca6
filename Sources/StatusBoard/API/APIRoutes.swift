internal import Hummingbird

/// The JSON API and its tables.
struct APIRoutes: BoardRoutes {
    private let source: BoardSource

    init(_ source: BoardSource) { self.source = source }

    func add(to router: Router<BoardRequestContext>) {
        for endpoint in APIEndpoint.all {
            let path = RouterPath(APIEndpoint.base + endpoint.path)
            router.get(path) { [source] request, context in
                try await answer(endpoint, request, context, source)
            }
            router.head(path) { [source] request, context in
                try await answer(endpoint, request, context, source).createHeadResponse()
            }
        }
    }

    private func answer(
        _ endpoint: APIEndpoint,
        _ request: Request,
        _ context: BoardRequestContext,
        _ source: BoardSource
    ) async throws -> Response {
        let call = try APICall(request, context, endpoint.parameters, now: source.now())
        return try await endpoint.answer(call, source)
    }
}
