internal import ActivationDomain
internal import Hummingbird

/// Refuses requests under names that are not the board's.
///
/// A page of another site can give its own name the address 127.0.0.1, and so be allowed to read what the board answers
/// there ("DNS rebinding"); the browser then names that site. Behind a certificate no such name passes the browser, so
/// beyond loopback names are looked at only when some are set.
struct HostCheck: RouterMiddleware {
    typealias Context = BoardRequestContext

    private let names: Set<String>
    private let isStrict: Bool

    init(_ configuration: BoardConfiguration) {
        names = Set((configuration.names + [configuration.host]).map(HostName.folded))
        isStrict = !configuration.isBeyondLoopback || !configuration.names.isEmpty
    }

    func handle(
        _ request: Request,
        context: BoardRequestContext,
        next: @concurrent (Request, BoardRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let host = request.head.authority.flatMap(HostName.host(ofAuthority:)), allows(host) else {
            throw Refusal.wrongHost
        }
        return try await next(request, context)
    }

    private func allows(_ host: String) -> Bool {
        if !isStrict || names.contains(host) { return true }
        if let address = IPAddress(host) { return address.isLoopback }
        return host == "localhost" || host.hasSuffix(".localhost")
    }
}
