extension String {
    /// The text in lines of at most so many columns, broken at blanks, of which none is left at an end.
    ///
    /// Wide characters count for two, and may be broken anywhere; a longer word has a line of its own.
    package func wrapped(at width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in splitForWrapping() {
            let size = word.columns
            if columns + size > width, !line.isEmpty {
                lines.append(line.hasSuffix(" ") ? String(line.dropLast()) : line)
                (line, columns) = ("", 0)
            }
            if word == " ", line.isEmpty || line.hasSuffix(" ") { continue }
            line += word
            columns += size
        }
        if line.hasSuffix(" ") { line.removeLast() }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Words, blanks, and each wide character by itself: Chinese may be broken anywhere.
    private func splitForWrapping() -> [String] {
        var parts: [String] = []
        for character in self {
            let isSingle = character == " " || character.unicodeScalars.contains { $0.value >= 0x2E80 }
            if !isSingle, let last = parts.last, last != " ", last.columns == last.count {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
            }
        }
        return parts
    }
}
