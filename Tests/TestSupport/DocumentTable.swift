/// A table of a page in `docs` that describes keys, by the names in its first column.
package struct DocumentTable: Sendable {
    private let rows: [String: String]

    /// Reads the table below a heading.
    ///
    /// - Parameters:
    ///   - heading: how the heading begins.
    ///   - head: what the first column is headed with; of several tables below the heading that one is meant.
    ///   - path: the page, by its path from the root of the repository.
    /// - Throws: when there is no such table.
    package init(under heading: String, headed head: String = "key", in path: String) throws {
        let lines = try RepositoryFile.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { !$0.hasPrefix(heading) }.dropFirst().prefix { !$0.hasPrefix("## ") }
        let table = section.drop { !$0.hasPrefix("| \(head) |") }.dropFirst(2).prefix { $0.hasPrefix("| ") }
        var rows: [String: String] = [:]
        for line in table {
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 2 else { continue }
            for key in Self.words(cells[0]) { rows[key] = cells[1] }
        }
        guard !rows.isEmpty else { throw TestSupportError("\(path) has no table of keys under \(heading)") }
        self.rows = rows
    }

    /// The keys that are described.
    package var keys: Set<String> { Set(rows.keys) }

    /// What the description of a key has in the type of code, such as the words that can be its value.
    package func words(of key: String) -> Set<String> { Set(Self.words(rows[key] ?? "")) }

    private static func words(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
