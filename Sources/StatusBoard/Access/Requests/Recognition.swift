internal import Foundation
internal import Hummingbird

/// Lets nobody further who is not known, and no form that is not theirs.
struct Recognition: RouterMiddleware {
    typealias Context = BoardRequestContext

    let recognizer: Recognizer
    let isTLS: Bool

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !OpenPaths.contains(request.uri.path) else { return try await next(request, context) }
        let recognized: Recognizer.Recognized
        do {
            guard let known = try await recognizer.recognize(request, from: context.address) else {
                if request.isForPage { return Recognition.toLogOn(request) }
                throw Refusal.unauthenticated
            }
            recognized = known
        } catch let refusal as Refusal where refusal.status == .unauthorized {
            throw Recognition.challenging(refusal, request)
        }
        if request.method == .post {
            guard recognized.identity.way != .basic else { throw Refusal.basicReadsOnly }
            try await ForgeryCheck.check(request, isTLS: isTLS, token: recognized.identity.formToken)
        }
        var context = context
        context.identity = recognized.identity
        return ending(try await next(request, context), with: recognized.session)
    }

    /// Ends a stream of news when its session ends, at the next piece of it.
    private func ending(_ response: Response, with session: SessionToken?) -> Response {
        guard let session, let desk = recognizer.desk,
            response.headers[.contentType]?.hasPrefix("text/event-stream") ?? false
        else { return response }
        var response = response
        response.body = response.body.map { piece in
            guard desk.isLive(session) else { throw SessionEnded() }
            return piece
        }
        return response
    }

    private struct SessionEnded: Error {}

    /// To the log-on, and from there to where someone wanted to go.
    private static func toLogOn(_ request: Request) -> Response {
        let path = request.method == .get ? SafePath.checked(request.head.path) : "/"
        var unreserved = CharacterSet.alphanumerics
        unreserved.insert(charactersIn: "-._~/")
        let next = path == "/" ? "" : "?next=" + (path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "/")
        return Response(status: .seeOther, headers: [.location: "/login\(next)"])
    }

    private static func challenging(_ refusal: Refusal, _ request: Request) -> Refusal {
        var refusal = refusal
        // A browser opens its own dialogue for Basic, which is no way to log on to pages.
        refusal.headers[.wwwAuthenticate] =
            request.isFromScriptInPage ? "Session realm=\"Rollcall\"" : "Basic realm=\"Rollcall\", charset=\"UTF-8\""
        return refusal
    }
}
