internal import ActivationDomain
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns whatever was thrown into an answer in words: a page for people, a JSON problem (RFC 9457) for programs.
struct RefusalAnswers: RouterMiddleware {
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
        } catch {
            let refusal = RefusalAnswers.refusal(error, context)
            // Further out than where it is known who asks, so without what only they may see.
            return request.isForPage
                ? try renderer.refusal(refusal, request, nil)
                : RefusalAnswers.problem(refusal)
        }
    }

    private static func refusal(_ error: any Error, _ context: BoardRequestContext) -> Refusal {
        switch error {
        case let refusal as Refusal: return refusal
        case let error as HTTPError where error.status == .notFound && error.body == nil: return .notFound
        case let error as HTTPError:
            let text = error.body ?? "\(error.status.reasonPhrase)."
            let both = LocalizedText(english: text, traditionalChinese: text)
            return Refusal(error.status, both, headers: error.headers)
        case let error as any HTTPResponseError:
            let text = "\(error.status.reasonPhrase)."
            return Refusal(error.status, LocalizedText(english: text, traditionalChinese: text))
        default:
            context.logger.error("a request could not be answered", metadata: ["error": "\(error)"])
            return Refusal(
                .internalServerError,
                LocalizedText(
                    english: "The board could not answer; its log says why.",
                    traditionalChinese: "看板無法回應；原因請見其記錄。"
                )
            )
        }
    }

    /// A problem in JSON.
    static func problem(_ refusal: Refusal) -> Response {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("type", "about:blank")
            json.member("title", refusal.status.reasonPhrase)
            json.member("status", refusal.status.code)
            json.member("detail", refusal.text.english)
        }
        var headers = refusal.headers
        headers[.contentType] = "application/problem+json"
        let body = ByteBuffer(bytes: json.bytes + [UInt8(ascii: "\n")])
        return Response(status: refusal.status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
