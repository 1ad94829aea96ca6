extension String {
    /// The text with `\u{1B}` and the like in place of the characters that command a terminal instead of being shown.
    ///
    /// For whatever comes from outside: it could clear the screen, begin a line of its own or turn its direction round.
    package var visible: String {
        guard unicodeScalars.contains(where: \.isCommand) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isCommand {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether a terminal obeys it: a control character, an end of line, or a change of direction.
    package var isCommand: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
