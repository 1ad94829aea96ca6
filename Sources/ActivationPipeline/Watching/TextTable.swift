/// Texts that come again and again, each kept once and known by a number of four bytes.
struct TextTable: Sendable {
    /// Where a text lies in its table.
    struct Index: Sendable, Hashable {
        fileprivate var number: UInt32
    }

    private var indices: [String: Index] = [:]
    private var texts: [String] = []

    subscript(index: Index) -> String { texts[Int(index.number)] }

    /// The number of a text, if it has come before.
    func index(of text: String) -> Index? { indices[text] }

    /// The number of a text; `shown` is what the table gives back for it, by its first spelling.
    mutating func intern(_ text: String, shown: String? = nil) -> Index {
        if let known = indices[text] { return known }
        let index = Index(number: UInt32(clamping: texts.count))
        indices[text] = index
        texts.append(shown ?? text)
        return index
    }
}
