internal import Foundation
internal import FoundationXML

/// Reads a request with the SAX parser of FoundationXML (libxml2), which checks that the client wrote well-formed XML.
///
/// A document type is refused before parsing: no WS-Man message has one, and it is where entity bombs live.
final class RequestReader: NSObject, XMLParserDelegate {
    /// Why a request cannot be read.
    struct Failure: Error {
        let message: String
    }

    /// Elements nested deeper than this are refused.
    static let depthLimit = 32

    private var request = WSManRequest()
    private var path: [String] = []
    private var text = ""
    private var selectorName = ""
    private var isMalformed = false
    private var isEnvelope = false

    static func read(_ body: [UInt8]) throws(Failure) -> WSManRequest {
        guard !declaresDocumentType(body) else { throw Failure(message: "a document type is not allowed") }
        let reader = RequestReader()
        let parser = XMLParser(data: Data(body))
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        // FoundationXML's `parse` returns true for input that breaks off, so the delegate's word counts too.
        guard parser.parse(), parser.parserError == nil, !reader.isMalformed, reader.path.isEmpty else {
            throw Failure(message: "the request is not well-formed XML")
        }
        guard reader.isEnvelope else { throw Failure(message: "the request is no SOAP 1.2 envelope") }
        return reader.request
    }

    /// Looks for `<!` that begins neither a comment nor character data.
    private static func declaresDocumentType(_ body: [UInt8]) -> Bool {
        var index = body.startIndex
        while let open = body[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = open + 1
            guard index + 1 < body.count else { return false }
            if body[index] == UInt8(ascii: "!"), body[index + 1] != UInt8(ascii: "-"),
                body[index + 1] != UInt8(ascii: "[")
            {
                return true
            }
        }
        return false
    }

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        path.append(elementName)
        text = ""
        if path.count > Self.depthLimit {
            isMalformed = true
            parser.abortParsing()
        }
        switch path.count {
        case 1:
            isEnvelope = elementName == "Envelope" && namespaceURI == Namespace.soap
        case 3 where path[1] == "Body":
            if request.bodyElement == nil { request.bodyElement = elementName }
        default: break
        }
        if elementName == "Selector" { selectorName = attributes["Name"] ?? "" }
        if elementName == "Filter" { request.filterDialect = attributes["Dialect"] }
        if elementName == "OptimizeEnumeration" { request.isOptimized = true }
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        isMalformed = true
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        text += string
    }

    func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) {
        text += String(decoding: CDATABlock, as: UTF8.self)
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
        let value = Self.trimmed(text)
        text = ""
        if path.count >= 3 {
            if path[1] == "Header" { endHeader(elementName, value) }
            if path[1] == "Body" { endBody(elementName, value) }
        }
        path.removeLast()
    }

    /// Foundation's trimming costs more than all the rest of the reading, and nearly no value needs it.
    private static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, first <= 32 || last <= 32 else { return text }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func endHeader(_ name: String, _ value: String) {
        switch (name, path.count) {
        case ("Action", 3): request.action = value
        case ("ResourceURI", 3): request.resourceURI = value
        case ("MessageID", 3): request.messageID = value
        case ("To", 3): request.hasDestination = !value.isEmpty
        case ("ReplyTo", 3): request.hasReplyTo = true
        case ("MaxEnvelopeSize", 3): request.maxEnvelopeSize = Int(value)
        case ("OperationTimeout", 3): request.operationTimeout = WSManRequest.seconds(duration: value)
        case ("Selector", 4): request.selectors.append((selectorName, value))
        default: break
        }
    }

    private func endBody(_ name: String, _ value: String) {
        guard path.count == 4 else { return }
        switch name {
        case "MaxElements": request.maxElements = Int(value)
        case "Filter": request.filter = value
        case "EnumerationContext": request.enumerationContext = value
        case "EnumerationMode": request.enumerationMode = value
        default: request.parameters[name] = value
        }
    }
}
