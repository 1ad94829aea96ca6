/// A part of a list, and how to go on.
package struct BoardPage<Row: Sendable>: Sendable {
    package var rows: [Row]
    /// What to ask for the rows behind these; nil at the end.
    package var next: BoardKey?

    /// Makes a page.
    package init(rows: [Row], next: BoardKey?) {
        self.rows = rows
        self.next = next
    }
}

/// Behind which row a list goes on: numbers that stay what they are while rows come and go.
package struct BoardKey: Sendable, Hashable {
    package var parts: [Int64]

    /// Makes a key.
    package init(_ parts: Int64...) {
        self.parts = parts
    }

    /// Reads the form that addresses have, such as `12.3456`; nil for anything else.
    package init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
        guard (1...3).contains(parts.count) else { return nil }
        let known = parts.compactMap(\.self)
        guard known.count == parts.count else { return nil }
        self.parts = known
    }

    /// The form that addresses have.
    package var text: String { parts.map(String.init).joined(separator: ".") }
}
