/// A reply before it becomes bytes.
struct HTTPReply {
    var status: UInt
    /// Nil where there is no body.
    var contentType: String?
    /// Whether the body is an envelope, which is written in the computer's encoding and may be encrypted.
    var isEnvelope = false
    /// Further headers.
    var headers: [(name: String, value: String)] = []
    var body: String

    /// A reply with a SOAP body.
    static func soap(_ body: String) -> HTTPReply { HTTPReply(status: 200, isEnvelope: true, body: body) }

    /// A fault: HTTP 500.
    static func fault(_ body: String) -> HTTPReply { HTTPReply(status: 500, isEnvelope: true, body: body) }

    /// A reply of the HTTP layer alone.
    static func plain(_ status: UInt, _ body: String = "") -> HTTPReply {
        HTTPReply(status: status, contentType: body.isEmpty ? nil : "text/html; charset=us-ascii", body: body)
    }

    /// A log-on is asked for, in one of the ways offered.
    static func unauthorized(_ offers: [String]) -> HTTPReply {
        HTTPReply(status: 401, contentType: nil, headers: offers.map { ("WWW-Authenticate", $0) }, body: "")
    }
}
