/// Writes replies as Windows words them.
struct EnvelopeWriter {
    /// The request's message id, which the reply repeats.
    let relatesTo: String?
    /// The id of the reply.
    let messageID: String

    /// An envelope around a body.
    func envelope(action: String, body: String) -> String {
        var text = "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"\(Namespace.soap)\" xmlns:a=\"\(Namespace.addressing)\""
        text +=
            " xmlns:n=\"\(Namespace.enumeration)\" xmlns:w=\"\(Namespace.wsman)\" xmlns:p=\"\(Namespace.microsoft)\">"
        text += "<s:Header><a:Action>\(XMLText.escaped(action))</a:Action><a:MessageID>\(messageID)</a:MessageID>"
        text += "<a:To>\(Namespace.anonymous)</a:To>"
        if let relatesTo { text += "<a:RelatesTo>\(XMLText.escaped(relatesTo))</a:RelatesTo>" }
        return text + "</s:Header><s:Body>\(body)</s:Body></s:Envelope>"
    }

    /// A page of an enumeration.
    ///
    /// The first has an element for the context even when it is empty, later ones only while more follows.
    func page(items: ArraySlice<String>, context: String?, isFirst: Bool) -> String {
        let prefix = isFirst ? "w" : "n"
        let name = isFirst ? "EnumerateResponse" : "PullResponse"
        var body = "<n:\(name)>"
        if isFirst || context != nil { body += "<n:EnumerationContext>\(context ?? "")</n:EnumerationContext>" }
        body += "<\(prefix):Items>"
        for item in items { body += item }
        body += "</\(prefix):Items>"
        if context == nil { body += "<\(prefix):EndOfSequence/>" }
        return envelope(action: "\(Namespace.enumeration)/\(name)", body: body + "</n:\(name)>")
    }

    /// The reply to an Enumerate that did not ask for items at once.
    func contextOnly(_ context: String) -> String {
        envelope(
            action: "\(Namespace.enumeration)/EnumerateResponse",
            body: "<n:EnumerateResponse><n:EnumerationContext>\(context)</n:EnumerationContext></n:EnumerateResponse>"
        )
    }

    /// The result of a method.
    func output(method: String, className: String, returnValue: UInt32) -> String {
        let uri = Namespace.cimv2 + className
        return envelope(
            action: "\(uri)/\(method)Response",
            body:
                "<p:\(method)_OUTPUT xmlns:xsi=\"\(Namespace.instance)\" xmlns:p=\"\(uri)\" xmlns:cim=\"\(Namespace.cim)\">"
                + "<p:ReturnValue>\(returnValue)</p:ReturnValue></p:\(method)_OUTPUT>"
        )
    }

    /// The reply to Identify: without a log-on it hides the version.
    static func identify(windowsVersion: String?, profiles: [String]) -> String {
        var text = "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"\(Namespace.soap)\"><s:Header></s:Header><s:Body>"
        text += "<wsmid:IdentifyResponse xmlns:wsmid=\"\(Namespace.identity)\">"
        text += "<wsmid:ProtocolVersion>\(Namespace.wsman)</wsmid:ProtocolVersion>"
        text += "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        let version = windowsVersion?.split(separator: ".").prefix(3).joined(separator: ".") ?? "0.0.0"
        text += "<wsmid:ProductVersion>OS: \(version) SP: 0.0 Stack: 3.0</wsmid:ProductVersion>"
        if windowsVersion != nil {
            text += "<wsmid:SecurityProfiles>"
            for profile in profiles {
                text += "<wsmid:SecurityProfileName>\(Namespace.securityProfile)\(profile)</wsmid:SecurityProfileName>"
            }
            text += "</wsmid:SecurityProfiles>"
        }
        return text + "</wsmid:IdentifyResponse></s:Body></s:Envelope>"
    }
}
