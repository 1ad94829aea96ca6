/// Events as `wevtutil` prints them with `/f:xml`: one element `Event` behind the other, without one around them.
///
/// They are scanned and not parsed, since the console's code page is not known here: what is wanted is ASCII, and text
/// in the computer's language may not be UTF-8.
enum WindowsEventXML {
    /// The newest event 12288 of a licensing service.
    static func newest(in text: String) -> ActivationEventRecord? {
        text.split(separator: "</Event>").compactMap { record($0) }.max { $0.recordNumber < $1.recordNumber }
    }

    private static func record(_ event: Substring) -> ActivationEventRecord? {
        guard elements("EventID", in: event).first?.trimmingXMLBlanks() == "12288" else { return nil }
        return ActivationEventRecord(
            number: elements("EventRecordID", in: event).first.flatMap { Int($0.trimmingXMLBlanks()) },
            source: provider(in: event),
            strings: elements("Data", in: event).map { $0.trimmingXMLBlanks() },
            message: ""
        )
    }

    /// The contents of the elements of a name, in their order.
    private static func elements(_ name: String, in text: Substring) -> [Substring] {
        var contents: [Substring] = []
        var rest = text
        while let start = rest.firstRange(of: "<\(name)") {
            rest = rest[start.upperBound...]
            // A longer name that begins alike.
            guard let next = rest.first, next == ">" || next == " " || next == "\n" || next == "\r\n" else { continue }
            guard let open = rest.firstIndex(of: ">") else { break }
            let isEmpty = rest[..<open].hasSuffix("/")
            rest = rest[rest.index(after: open)...]
            guard !isEmpty else {
                contents.append("")
                continue
            }
            guard let end = rest.firstRange(of: "</\(name)>") else { break }
            contents.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return contents
    }

    /// The provider's name, in whichever quotation marks.
    private static func provider(in event: Substring) -> String? {
        guard let tag = event.firstRange(of: "<Provider ") else { return nil }
        let attributes = event[tag.upperBound...].prefix { $0 != ">" }
        guard let name = attributes.firstRange(of: "Name=") else { return nil }
        let value = attributes[name.upperBound...]
        guard let mark = value.first, mark == "'" || mark == "\"" else { return nil }
        return String(value.dropFirst().prefix { $0 != mark })
    }
}
