/// The value of a header that has parameters: `value;name=text;name="text"`.
struct MIMEHeader: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        /// In lower case.
        var name: String
        /// Without quotation marks.
        var value: String
    }

    /// What comes before the first semicolon.
    let value: String
    /// The parameters in their order; of two of one name the first counts.
    let parameters: [Parameter]

    /// Takes a value apart; what is no parameter is left out.
    init(_ text: String) {
        let pieces = Self.pieces(text)
        value = Self.trimmed(pieces.first ?? "")
        parameters = pieces.dropFirst().compactMap { piece in
            guard let equals = piece.firstIndex(of: "=") else { return nil }
            let name = Self.trimmed(piece[..<equals]).lowercased()
            var value = Self.trimmed(piece[piece.index(after: equals)...])
            if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = String(value.dropFirst().dropLast())
            }
            return Parameter(name: name, value: value)
        }
    }

    /// The value of a parameter, whose name is given in lower case.
    func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Cuts at semicolons outside quotation marks.
    private static func pieces(_ text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            guard text[index] == ";", !isQuoted else { continue }
            pieces.append(text[start..<index])
            start = text.index(after: index)
        }
        return pieces + [text[start...]]
    }

    /// A text without the blanks around it.
    static func trimmed(_ text: Substring) -> String {
        let blanks: Set<Character> = [" ", "\t"]
        let end = text.lastIndex { !blanks.contains($0) }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[..<end].drop { blanks.contains($0) })
    }
}
