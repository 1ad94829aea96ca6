internal import NIOCore

/// Reads what came back for one request, down to the body of its envelope.
enum WSManReply {
    /// The body of an answer that is no fault.
    ///
    /// - Throws: ``ChannelError/authentication(detail:)`` for HTTP 401, what the fault says for a fault, and
    ///   ``ChannelError/protocolViolation(detail:)`` for everything that is no SOAP envelope.
    static func body(of reply: HTTPReply) throws(ChannelError) -> SOAPElement {
        if reply.status == 401 { throw refusal(reply) }
        let envelope: SOAPElement
        do {
            envelope = try SOAPDocument.parse(reply.body)
        } catch {
            throw reply.status == 200 ? error : withoutSOAP(reply)
        }
        guard envelope.name == "Envelope", let body = envelope.child("Body") else { throw withoutSOAP(reply) }
        if let fault = body.child("Fault") { throw WSManFault(fault).channelError }
        guard (200..<300).contains(reply.status) else { throw withoutSOAP(reply) }
        return body
    }

    private static func refusal(_ reply: HTTPReply) -> ChannelError {
        let offered = reply.authenticationSchemes
        if offered.isEmpty || offered.contains(where: { $0.lowercased() == "basic" }) {
            return .authentication(detail: "The computer refused the credential (HTTP 401).")
        }
        return .authentication(
            detail: ChannelError.shortened(
                "The computer does not offer Basic authentication, only \(offered.joined(separator: ", ")) (HTTP 401): "
                    + "allow Basic for its HTTPS listener."
            )
        )
    }

    private static func withoutSOAP(_ reply: HTTPReply) -> ChannelError {
        let beginning = String(decoding: reply.body.readableBytesView.prefix(200), as: UTF8.self)
        let printable = String(
            beginning.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        )
        return .protocolViolation(
            detail: "HTTP \(reply.status) without a SOAP answer"
                + (printable.isEmpty ? ", and nothing else." : ": \(printable.trimmingXMLBlanks())")
        )
    }
}
