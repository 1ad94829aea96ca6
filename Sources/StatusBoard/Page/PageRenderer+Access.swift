internal import ActivationDomain
internal import Hummingbird
internal import NIOCore

/// What the access layer shows: the log-on, who someone is, why something was refused.
extension PageRenderer {
    /// A page without navigation, for who is not known yet; `address` is where its choice of languages leads.
    func plain(
        _ template: String,
        title: String,
        _ view: View,
        for visitor: PageVisitor,
        at address: PageAddress
    ) throws -> String {
        let speech = speech(visitor)
        var page = layout.view(address, visitor, speech.texts, now: source.now())
        page["title"] = title + " – Rollcall"
        page["main"] = try speech.templates.render(view, with: template)
        return try speech.templates.render(page, with: "plain")
    }

    /// Why something was refused: within the board for who is known, else by itself.
    func refusal(_ refusal: Refusal, _ request: Request, _ identity: BoardIdentity?) throws -> Response {
        let address = PageAddress(text: request.uri.string) ?? PageAddress()
        let visitor = PageVisitor(request, address, identity)
        let heading = speech(visitor).texts(PageRenderer.heading(refusal.status))
        let view: View = ["heading": heading, "text": refusal.text[visitor.language]]
        let page: String
        if identity == nil {
            page = try plain("failure", title: heading, view, for: visitor, at: PageAddress())
        } else {
            let html = try speech(visitor).templates.render(view, with: "failure")
            let fragment = Fragment(title: heading + " – Rollcall", html: html)
            page = try self.page(fragment, PageAddress(), for: visitor, isLive: false)
        }
        var response = Response(page: page, PageAddress(), visitor, status: refusal.status)
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }

    private static func heading(_ status: HTTPResponse.Status) -> String {
        switch status.code {
        case 404: "failure.missing.title"
        case 401, 403: "failure.refused.title"
        case 429, 503: "failure.busy.title"
        case 400..<500: "failure.bad.title"
        default: "failure.broken.title"
        }
    }
}
