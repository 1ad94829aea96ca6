internal import Foundation
internal import NIOCore

#if canImport(FoundationXML)
internal import FoundationXML
#endif

/// Reads a reply into elements, within bounds.
final class SOAPDocument: NSObject {
    /// How much a reply may hold; its bytes are bounded by the connection.
    private static let maximumDepth = 64
    private static let maximumElements = 50_000

    /// The elements that are open, outermost first.
    private var open: [SOAPElement] = []
    private var root: SOAPElement?
    private var elementCount = 0
    private var refusal: String?
    /// Whether something follows the root element.
    private var hasTail = false

    /// The root element of the reply in `buffer`, which HTTP says to be of `contentType`.
    ///
    /// - Throws: ``ChannelError/protocolViolation(detail:)`` for anything but one well-formed document.
    static func parse(_ buffer: ByteBuffer, contentType: String? = nil) throws(ChannelError) -> SOAPElement {
        let bytes: Data
        do {
            bytes = try SOAPText.prepare(buffer, contentType: contentType)
        } catch {
            throw .protocolViolation(detail: "The answer is no SOAP envelope: \(error.reason).")
        }
        let document = SOAPDocument()
        let parser = XMLParser(data: bytes)
        parser.delegate = document
        parser.shouldResolveExternalEntities = false
        let isWellFormed = parser.parse()
        if let refusal = document.refusal { throw .protocolViolation(detail: "The answer is refused: \(refusal).") }
        guard isWellFormed, !document.hasTail, document.open.isEmpty, let root = document.root else {
            throw .protocolViolation(
                detail: "The answer is broken XML at line \(parser.lineNumber), column \(parser.columnNumber)."
            )
        }
        return root
    }

    private func refuse(_ reason: String, _ parser: XMLParser) {
        if refusal == nil { refusal = reason }
        parser.abortParsing()
    }

    private static func localName(_ name: String) -> String {
        guard let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }
}

extension SOAPDocument: XMLParserDelegate {
    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        elementCount += 1
        guard elementCount <= Self.maximumElements else {
            return refuse("it has more than \(Self.maximumElements) elements", parser)
        }
        guard open.count < Self.maximumDepth else {
            return refuse("its elements are nested more than \(Self.maximumDepth) deep", parser)
        }
        var element = SOAPElement(name: Self.localName(elementName))
        for (name, value) in attributes where !name.hasPrefix("xmlns") {
            element.attributes[Self.localName(name)] = value
        }
        open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, parseErrorOccurred parseError: any Error) {
        // The parser stops at what follows the root element and calls that well-formed. Its other complaints, such as
        // of an undeclared prefix, are either fatal by themselves or no concern of ours.
        if root != nil { hasTail = true }
    }

    func parser(_ parser: XMLParser, foundCDATA data: Data) {
        self.parser(parser, foundCharacters: String(decoding: data, as: UTF8.self))
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        guard let element = open.popLast() else { return }
        if open.isEmpty {
            root = element
        } else {
            open[open.count - 1].children.append(element)
        }
    }
}
