internal import Foundation

/// Writes SOAP 1.2 envelopes.
enum WSManEnvelope {
    /// The question "what are you" (DSP0226, section 11), which has no headers.
    static let identify =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
        + "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">"
        + "<s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>"

    private static let beginning =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
        + "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
        + "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
        + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
        + "xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\"><s:Header>"

    /// Parts of the header that never change.
    ///
    /// The texts of faults are asked for in English, because one of the places
    /// where a fault keeps its HRESULT is a sentence.
    private static let constants =
        "<a:ReplyTo><a:Address s:mustUnderstand=\"true\">"
        + "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>"
        + "<w:MaxEnvelopeSize s:mustUnderstand=\"true\">512000</w:MaxEnvelopeSize>"
        + "<w:Locale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"
        + "<p:DataLocale xml:lang=\"en-US\" s:mustUnderstand=\"false\"/>"

    /// The envelope of a request.
    ///
    /// - Parameters:
    ///   - request: The operation.
    ///   - destination: The URL of the service, for `To`.
    ///   - operationTimeout: After how long the computer itself gives up.
    ///   - messageID: New for each message.
    /// - Returns: The envelope as XML.
    static func text(
        of request: WSManRequest,
        to destination: String,
        operationTimeout: Duration,
        messageID: UUID = UUID()
    ) -> String {
        var text = beginning
        text.reserveCapacity(2048)
        text += "<a:To>\(destination.escapedForXML())</a:To>"
        text += "<w:ResourceURI s:mustUnderstand=\"true\">\(request.resourceURI.escapedForXML())</w:ResourceURI>"
        text += "<a:Action s:mustUnderstand=\"true\">\(request.action.escapedForXML())</a:Action>"
        text += "<a:MessageID>uuid:\(messageID.uuidString)</a:MessageID>"
        text += constants
        if !request.selectors.isEmpty {
            text += "<w:SelectorSet>"
            for selector in request.selectors {
                text +=
                    "<w:Selector Name=\"\(selector.name.escapedForXML())\">\(selector.value.escapedForXML())</w:Selector>"
            }
            text += "</w:SelectorSet>"
        }
        text += "<w:OperationTimeout>\(xmlDuration(operationTimeout))</w:OperationTimeout></s:Header>"
        text += "<s:Body>\(request.body)</s:Body></s:Envelope>"
        return text
    }

    /// A duration as XML Schema writes it (part 2, section 3.2.6), in milliseconds, such as `PT27.500S`.
    static func xmlDuration(_ duration: Duration) -> String {
        let milliseconds = max(
            0,
            duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        )
        let fraction = String(milliseconds % 1000)
        return "PT\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction + "S"
    }
}
