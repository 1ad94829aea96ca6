extension String {
    /// The text without the full stop at its end, as a part of a sentence.
    var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }

    /// A clause as a sentence.
    ///
    /// A word begins with a capital; the name of a file or of a setting stays as it is written.
    var asSentence: String {
        let isWord = ["the ", "no ", "a ", "an ", "there "].contains { hasPrefix($0) }
        return (isWord ? prefix(1).uppercased() + dropFirst() : self).withoutFullStop + "."
    }
}
