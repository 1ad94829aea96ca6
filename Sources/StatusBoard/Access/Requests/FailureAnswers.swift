internal import ActivationDomain
internal import Hummingbird
internal import Logging
internal import NIOHTTP1

/// Turns whatever was thrown into an answer in words: a page for people, a JSON problem (RFC 9457) for programs.
///
/// It stands twice: outermost, for what is thrown before it is known who asks, and behind that, where the page has the
/// board around it. The API has words of its own (``APIProblemMiddleware``).
struct FailureAnswers: RouterMiddleware {
    typealias Context = BoardRequestContext

    let renderer: PageRenderer

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error where error is CancellationError || error is HTTPParserError {
            // Nobody is there any more, or what comes is no HTTP from here on: the connection ends.
            throw error
        } catch let error where request.uri.path.hasPrefix("/api/") {
            throw error
        } catch {
            let refusal = Refusal(of: error)
            if refusal.status.code >= 500, !(error is Refusal), !(error is HTTPError) {
                context.logger.error(
                    "a request could not be answered",
                    metadata: ["http.path": "\(request.uri.path)", "error": "\(error)"]
                )
            }
            guard request.isForPage else {
                return APIProblem(.other, refusal.status, detail: refusal.text.english).response(refusal.headers)
            }
            return try renderer.refusal(refusal, request, context.identity)
        }
    }
}
