internal import Hummingbird
internal import Logging

/// Turns failures of what people look at into pages that say what can be done, and nothing of the inside.
///
/// Programs get theirs from the API, under `/api`, which is left alone.
struct PageFailures: RouterMiddleware {
    typealias Context = BoardRequestContext

    let renderer: PageRenderer

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let path = request.uri.path
            guard !path.hasPrefix("/api/"), path != "/metrics" else { throw error }
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            if status.code >= 500, !(error is HTTPError) {
                context.logger.error("page failed", metadata: ["board.path": "\(path)", "error": "\(error)"])
            }
            return try page(status, request, (error as? HTTPError)?.headers ?? [:])
        }
    }

    private func page(_ status: HTTPResponse.Status, _ request: Request, _ headers: HTTPFields) throws -> Response {
        let address = PageAddress(text: request.uri.string) ?? PageAddress()
        let visitor = PageVisitor(request, address)
        let fragment = try renderer.failure(PageFailures.text(status), for: visitor)
        let page = try renderer.page(fragment, PageAddress(), for: visitor, isLive: false)
        var response = Response(page: page, PageAddress(), visitor, status: status)
        if let seconds = headers[.retryAfter] { response.headers[.retryAfter] = seconds }
        return response
    }

    private static func text(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404: "failure.missing"
        case 401, 403: "failure.refused"
        case 429, 503: "failure.busy"
        case 400..<500: "failure.bad"
        default: "failure.broken"
        }
    }
}
