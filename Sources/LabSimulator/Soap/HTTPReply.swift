/// A reply before it becomes bytes.
struct HTTPReply {
    var status: UInt
    var contentType: String? = "application/soap+xml;charset=UTF-8"
    /// Further headers.
    var headers: [(name: String, value: String)] = []
    var body: String

    /// A reply with a SOAP body.
    static func soap(_ body: String) -> HTTPReply { HTTPReply(status: 200, body: body) }

    /// A fault: HTTP 500.
    static func fault(_ body: String) -> HTTPReply { HTTPReply(status: 500, body: body) }

    /// A reply of the HTTP layer alone.
    static func plain(_ status: UInt, _ body: String = "") -> HTTPReply {
        HTTPReply(status: status, contentType: body.isEmpty ? nil : "text/html; charset=us-ascii", body: body)
    }

    static let unauthorized = HTTPReply(
        status: 401,
        contentType: nil,
        headers: [("WWW-Authenticate", "Basic realm=\"WSMAN\"")],
        body: ""
    )
}
