/// One JSON object of strings and nulls on a line of its own, members in the order given.
///
/// Written by hand, since the ledger writes thousands a second.
struct JSONLine {
    /// The line with its line feed.
    let text: String

    init(_ members: [(name: String, value: String?)]) {
        var text = "{"
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            text += "\"\(member.name)\":"
            if let value = member.value {
                Self.append(value, to: &text)
            } else {
                text += "null"
            }
        }
        self.text = text + "}\n"
    }

    private static func append(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                text += "\\u" + StableHash.hexadecimal(UInt64(scalar.value), digits: 4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
