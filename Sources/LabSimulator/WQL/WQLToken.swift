/// The words of a query.
enum WQLToken: Equatable {
    case word(String)
    case string(String)
    case number(Int64)
    case symbol(String)

    /// Cuts a query into tokens.
    ///
    /// It looks at bytes, since asking each character for its properties costs more than all the rest of an answer.
    static func tokens(_ query: String) throws(WQLError) -> [WQLToken] {
        var tokens: [WQLToken] = []
        var rest = Substring(query)
        while let first = rest.utf8.first {
            if isBlank(first) {
                rest = Substring(rest.utf8.drop(while: isBlank))
            } else if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
                tokens.append(.string(try quoted(&rest)))
            } else if isLetter(first) {
                tokens.append(.word(String(take(&rest) { isLetter($0) || isDigit($0) })))
            } else if isDigit(first) || first == UInt8(ascii: "-") {
                let digits = take(&rest) { isDigit($0) || $0 == UInt8(ascii: "-") }
                guard let number = Int64(digits) else { throw WQLError(message: "'\(digits)' is no number") }
                tokens.append(.number(number))
            } else {
                tokens.append(.symbol(try symbol(&rest)))
            }
        }
        return tokens
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// Letters outside ASCII count too, so that a word is never cut inside a character.
    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_") || byte >= 128
    }

    private static func take(_ rest: inout Substring, while holds: (UInt8) -> Bool) -> Substring {
        let part = rest.utf8.prefix(while: holds)
        rest = rest[part.endIndex...]
        return Substring(part)
    }

    private static func symbol(_ rest: inout Substring) throws(WQLError) -> String {
        for symbol in ["<>", "<=", ">=", "!=", "=", "<", ">", "*", ",", "(", ")"] where rest.hasPrefix(symbol) {
            rest.removeFirst(symbol.count)
            return symbol
        }
        throw WQLError(message: "'\(rest.prefix(1))' has no meaning")
    }

    /// A literal in quotes; a backslash takes the next character as it is.
    private static func quoted(_ rest: inout Substring) throws(WQLError) -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            if character == "\\" {
                guard let escaped = rest.popFirst() else { break }
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        throw WQLError(message: "a literal does not end")
    }
}
