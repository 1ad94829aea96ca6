internal import ActivationDomain
internal import Hummingbird
internal import NIOCore

/// The pages for people, with what they need.
struct PageRoutes: BoardRoutes {
    let renderer: PageRenderer
    let events: EventStreams

    init(_ source: BoardSource) throws {
        renderer = try PageRenderer(source)
        events = EventStreams(renderer)
    }

    func add(to router: Router<BoardRequestContext>) {
        for path in ["/", "jobs", "computers", "computers/:name", "licences", "health"] {
            router.get(RouterPath(path)) { request, _ in try await answer(request) }
        }
        router.get("events") { request, _ in try await events.answer(request) }
        for asset in PageAsset.all {
            router.get(RouterPath("assets/" + asset.name)) { _, _ in asset.response }
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let address = PageAddress(text: request.uri.string) ?? PageAddress()
        let visitor = PageVisitor(request, address)
        do {
            let fragment = try await renderer.fragment(address, for: visitor)
            let page = try renderer.page(fragment, address, for: visitor, isLive: true)
            return Response(page: page, address, visitor)
        } catch PageFailure.missing(let key, let name) {
            let fragment = try renderer.failure(key, ["name": name], for: visitor)
            let page = try renderer.page(fragment, address, for: visitor, isLive: false)
            return Response(page: page, address, visitor, status: .notFound)
        }
    }
}

extension Response {
    /// A page, with cookies for what its address chooses.
    init(
        page: String,
        _ address: PageAddress,
        _ visitor: PageVisitor,
        status: HTTPResponse.Status = .ok
    ) {
        self.init(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "private, no-cache",
                .vary: "Accept-Language, Cookie", .contentLanguage: visitor.language.rawValue,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page))
        )
        let year = 366 * 86_400
        func keep(_ name: String, _ value: String?) {
            guard address[name] != nil else { return }
            setCookie(
                Cookie(
                    name: name,
                    value: value ?? "",
                    maxAge: value == nil ? 0 : year,
                    path: "/",
                    httpOnly: true,
                    sameSite: .lax
                )
            )
        }
        keep(PageVisitor.languageName, visitor.language.rawValue)
        keep(PageVisitor.themeName, visitor.theme?.rawValue)
    }
}
