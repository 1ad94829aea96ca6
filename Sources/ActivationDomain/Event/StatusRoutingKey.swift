/// The routing keys of the status exchange: `<site>.<lab>.<product>.<state>`.
package enum StatusRoutingKey {
    /// The key of an event that concerns a job.
    package static func key(_ event: ActivationEvent) -> String {
        let job = event.job
        return key(site: job.computer.site, lab: job.computer.lab, product: job.product, state: event.state)
    }

    /// The key of an event that says these things of a job.
    package static func key(site: String, lab: String, product: String, state: ActivationState) -> String {
        word(site) + "." + word(lab) + "." + word(product) + "." + state.rawValue
    }

    /// The key of an event that concerns no job.
    package static func notice(_ type: NoticeKind) -> String { "-.-.-.\(type.lastWord)" }

    /// One word of a key: lower case; blanks, control characters and what has a meaning in keys become `-`; cut at 60
    /// bytes between characters; never empty.
    package static func word(_ text: String) -> String {
        let folded = text.folded
        if folded.utf8.count <= 60, folded.utf8.allSatisfy(isPlain), !folded.isEmpty { return folded }
        // By scalars: a dot under an accent or in an emoji is a dot to the broker.
        let kept = folded.unicodeScalars.map { isSeparator($0) ? "-" : $0 }
        var word = ""
        var size = 0
        for character in String(String.UnicodeScalarView(kept)) {
            size += character.utf8.count
            if size > 60 { break }
            word.append(character)
        }
        return word.isEmpty ? "-" : word
    }

    /// A name as a part of an event's `source`, which is a URI reference: what is not a letter, a digit, `.`, `-` or `_`
    /// becomes `-`.
    package static func sourceWord(_ text: String) -> String {
        let kept = text.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
                ? Character(scalar) : "-"
        }
        return kept.isEmpty ? "-" : String(kept)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 45 || byte == 95
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        ".*#/".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .control
    }
}
