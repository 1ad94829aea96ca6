internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Refuses what is too large or too much before anything is spent on it, and takes a form's body in.
struct LoadLimit: RouterMiddleware {
    typealias Context = BoardRequestContext

    private let load: Load

    /// What the requests of a board share.
    final class Load: Sendable {
        fileprivate let running = Mutex(0)
        fileprivate let rate = Mutex(RateLimit(burst: RequestLimits.burst, perSecond: RequestLimits.perSecond))
    }

    init(_ load: Load = Load()) { self.load = load }

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        try checkRate(context.address)
        try LoadLimit.checkHead(request)
        // Before a place is taken: who sends slowly must not hold one.
        var request = request
        if request.method == .post { try await LoadLimit.takeBody(of: &request) }
        let isTaken = load.running.withLock { running in
            guard running < RequestLimits.requests else { return false }
            running += 1
            return true
        }
        guard isTaken else { throw Refusal.busy }
        defer { load.running.withLock { $0 -= 1 } }
        return try await next(request, context)
    }

    private func checkRate(_ address: ClientAddress) throws(Refusal) {
        guard !address.isLoopback else { return }
        if let wait = load.rate.withLock({ $0.take(address.limitKey, at: .now) }) { throw Refusal.tooFast(wait) }
    }

    private static func checkHead(_ request: Request) throws(Refusal) {
        guard [.get, .head, .post].contains(request.method) else { throw Refusal.notAllowed }
        let path = request.head.path ?? ""
        guard path.utf8.count <= RequestLimits.pathSize,
            path.utf8.count(where: { $0 == UInt8(ascii: "&") }) < RequestLimits.parameters
        else { throw Refusal.pathTooLong }
        let size = request.headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        guard size <= RequestLimits.headSize else { throw Refusal.headTooLarge }
    }

    private static func takeBody(of request: inout Request) async throws {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > RequestLimits.bodySize {
            throw Refusal.bodyTooLarge
        }
        do {
            _ = try await request.collectBody(upTo: RequestLimits.bodySize)
        } catch is NIOTooManyBytesError {
            throw Refusal.bodyTooLarge
        }
    }
}
