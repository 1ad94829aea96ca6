/// One line of a transcript.
struct TranscriptLine: Sendable, Hashable {
    /// Without blanks at its ends.
    let text: String
    /// Without control characters.
    let raw: String
    /// How many columns it took on the screen, blanks at its end included.
    var columns: Int
    /// Whether a line end follows; without one it may be cut off.
    var isEnded: Bool

    init(raw: String, columns: Int, isEnded: Bool) {
        text = raw.trimmingBlanks
        self.raw = raw
        self.columns = columns
        self.isEnded = isEnded
    }

    /// The lines of a text, however they end.
    static func lines(of text: String) -> [TranscriptLine] {
        var lines: [TranscriptLine] = []
        var line = String.UnicodeScalarView()
        var columns = 0
        var isAfterReturn = false
        var escape = Escape.none
        func end(isEnded: Bool) {
            lines.append(TranscriptLine(raw: String(line), columns: columns, isEnded: isEnded))
            line = String.UnicodeScalarView()
            columns = 0
        }
        for scalar in text.unicodeScalars {
            if isAfterReturn, scalar == "\n" {
                isAfterReturn = false
                continue
            }
            isAfterReturn = scalar == "\r"
            switch scalar {
            case "\n", "\r", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}":
                escape = .none
                end(isEnded: true)
            case _ where escape.swallows(scalar): break
            case "\u{A0}", "\u{202F}":
                // What mail and word processing make of blanks.
                line.append(" ")
                columns += 1
            case "\t":
                line.append(" ")
                columns += 8 - columns % 8
            case _ where scalar.isInvisible: break
            default:
                line.append(scalar)
                columns += scalar.columns
            }
        }
        if !line.isEmpty { end(isEnded: false) }
        return lines
    }
}

/// Where in a control sequence of a terminal a text is.
private enum Escape {
    case none, begun, control, command

    /// Whether the character belongs to a sequence.
    mutating func swallows(_ scalar: Unicode.Scalar) -> Bool {
        switch (self, scalar) {
        case (_, "\u{1B}"): self = .begun
        case (.none, _): return false
        case (.begun, "["): self = .control
        case (.begun, "]"): self = .command
        case (.begun, _): self = .none
        case (.control, "\u{40}"..."\u{7E}"), (.command, "\u{07}"): self = .none
        case (.control, _), (.command, _): break
        }
        return true
    }
}

extension Unicode.Scalar {
    /// Marks of order and direction, and what no console shows.
    fileprivate var isInvisible: Bool {
        switch value {
        case ..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Two for the characters that East Asian consoles show in two columns.
    fileprivate var columns: Int { isWide ? 2 : 1 }

    var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    var isBlank: Bool { self == " " || self == "\u{A0}" || self == "\u{3000}" || self == "\u{202F}" }
}

extension StringProtocol {
    /// The text without blanks at its ends, the wide and the unbreakable ones included.
    var trimmingBlanks: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(self[first..<scalars.index(after: last)])
    }

    /// The text without any blank.
    var withoutBlanks: String {
        String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isBlank }))
    }
}
