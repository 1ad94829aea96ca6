package import ActivationDomain

/// How a list is written as a table: RFC 4180, in UTF-8 with a mark at its beginning by which Excel knows it.
package struct CSVTable<Row: Sendable>: Sendable {
    package struct Column: Sendable {
        let name: String
        let cell: @Sendable (Row, Language) -> String?

        package init(_ name: String, _ cell: @escaping @Sendable (Row) -> String?) {
            self.name = name
            self.cell = { row, _ in cell(row) }
        }

        package init(_ name: String, in cell: @escaping @Sendable (Row, Language) -> String?) {
            self.name = name
            self.cell = cell
        }
    }

    private let columns: [Column]

    package init(_ columns: [Column]) { self.columns = columns }

    /// The names of the columns, behind the mark.
    package var head: String { CSVText.mark + CSVText.line(columns.map(\.name)) }

    /// Rows, each with its end; what is told in words in a language.
    package func text(_ rows: [Row], _ language: Language) -> String {
        rows.map { row in CSVText.line(columns.map { $0.cell(row, language) ?? "" }) }.joined()
    }
}
