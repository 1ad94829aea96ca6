internal import ActivationDomain
internal import Hummingbird
internal import Logging

/// Has everything that goes wrong below `/api/` be told as problem details, whatever part of the board finds it.
struct APIProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
        // Before forms are looked for: nothing is posted here.
        guard [.get, .head].contains(request.method) else { return missing(request) }
        do {
            return try await next(request, context)
        } catch let problem as APIProblem {
            return problem.response()
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return missing(request)
        } catch let refusal as Refusal where refusal.status == .notFound {
            return missing(request)
        } catch let refusal as Refusal {
            return APIProblem(.other, refusal.status, detail: refusal.text.english).response(refusal.headers)
        } catch let error as HTTPError {
            return APIProblem(.other, error.status, detail: error.body).response(error.headers)
        } catch let error as any HTTPResponseError {
            return APIProblem(.other, error.status, detail: nil).response()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error(
                "the API could not answer",
                metadata: ["http.path": "\(request.uri.path)", "error": "\(error)"]
            )
            return APIProblem(.fault, .internalServerError, detail: "the board is at fault; its log says more")
                .response()
        }
    }

    /// No route has taken it: for its method, or for its path.
    private func missing(_ request: Request) -> Response {
        guard APIEndpoint.all.contains(where: { $0.matches(request.uri.path) }) else {
            let document = "\(APIEndpoint.base)/openapi.json"
            return APIProblem.notFound("there is nothing under this address; \(document) lists what there is")
                .response()
        }
        var headers = HTTPFields()
        headers[.allow] = "GET, HEAD"
        return APIProblem(.method, .methodNotAllowed, detail: "only GET and HEAD are answered here").response(headers)
    }
}

extension APIEndpoint {
    /// Whether it answers under a path, whatever the method.
    fileprivate func matches(_ path: String) -> Bool {
        let (parts, names) = (path.split(separator: "/"), (APIEndpoint.base + self.path).split(separator: "/"))
        return parts.count == names.count && zip(parts, names).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
