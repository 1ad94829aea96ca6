internal import NIOCore

/// Reads what came back for one request, down to the body of its envelope.
enum WSManReply {
    /// The body of an answer that is no fault, to a request that proved itself `by` what it carried `over` a listener.
    ///
    /// - Throws: ``ChannelError/authentication(detail:)`` for HTTP 401, what the fault says for a fault, and
    ///   ``ChannelError/protocolViolation(detail:)`` for everything that is no SOAP envelope.
    static func body(
        of reply: HTTPReply,
        by means: WSManTransport.Means? = .basic,
        over scheme: ComputerEndpoint.Scheme = .https
    ) throws(ChannelError) -> SOAPElement {
        if reply.status == 401 { throw refusal(reply, means, scheme) }
        let envelope: SOAPElement
        do {
            envelope = try SOAPDocument.parse(reply.body, contentType: reply.contentType)
        } catch {
            throw reply.status == 200 ? error : withoutSOAP(reply)
        }
        guard envelope.name == "Envelope", let body = envelope.child("Body") else { throw withoutSOAP(reply) }
        if let fault = body.child("Fault") { throw WSManFault(fault).channelError }
        guard (200..<300).contains(reply.status) else { throw withoutSOAP(reply) }
        return body
    }

    /// What an answer to a log-on means that neither refuses it nor takes it.
    static func withoutLogOn(_ reply: HTTPReply) -> ChannelError {
        if reply.status == 503 { return busy }
        return .protocolViolation(
            detail: "The computer answered the log-on with HTTP \(reply.status) and nothing else."
        )
    }

    private static func refusal(
        _ reply: HTTPReply,
        _ means: WSManTransport.Means?,
        _ scheme: ComputerEndpoint.Scheme
    ) -> ChannelError {
        if means == .certificate {
            return .authentication(
                detail: "The computer refused the client certificate (HTTP 401): it must be mapped to an account there "
                    + "(winrm enumerate winrm/config/service/certmapping)."
            )
        }
        let offered = reply.challenges.map(\.scheme)
        if means == nil || offered.isEmpty || offered.contains(where: { $0.lowercased() == "basic" }) {
            return .authentication(detail: "The computer refused the credential (HTTP 401).")
        }
        return .noLogOn(
            detail: ChannelError.shortened(
                "The computer does not offer Basic authentication, only \(offered.joined(separator: ", ")) (HTTP 401): "
                    + (scheme == .https
                        ? "allow Basic for its HTTPS listener."
                        : "allow Basic and unencrypted messages for its HTTP listener, or better use another log-on.")
            )
        )
    }

    /// WinRM takes no more connections or users than its quotas allow, and says so before there is SOAP.
    private static let busy = ChannelError.hresult(0x8033_81A6, detail: "The computer is too busy (HTTP 503).")

    private static func withoutSOAP(_ reply: HTTPReply) -> ChannelError {
        if reply.status == 503 { return busy }
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
