import ActivationDomain

/// A table for the terminal: columns as wide as what stands in them, numbers right-aligned.
struct TextColumns {
    /// A column's head, and whether it holds numbers.
    let heads: [(text: String, isNumber: Bool)]
    private(set) var rows: [[String]] = []

    init(_ heads: [(text: String, isNumber: Bool)]) {
        self.heads = heads
    }

    /// Adds a row; what comes from outside cannot command the terminal.
    mutating func add(_ cells: String...) { rows.append(cells.map(\.visible)) }

    /// Writes it, cut to the terminal's width.
    func write() {
        let widths = heads.indices.map { column in
            rows.reduce(heads[column].text.columns) { max($0, $1[column].columns) }
        }
        for (index, cells) in ([heads.map(\.text)] + rows).enumerated() {
            let line = zip(heads.indices, cells).map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.columns)
                return heads[column].isNumber ? blanks + cell : cell + blanks
            }.joined(separator: "  ").trimmedAtEnd
            let shown = Console.isTerminal ? line.cut(toColumns: Console.width) : line
            Console.line(index == 0 ? Style.dim(shown) : shown)
        }
    }
}

extension String {
    /// The text without blanks at its end.
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
