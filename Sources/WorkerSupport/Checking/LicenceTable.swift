package import ActivationDomain

/// The rows of a check as a table for a person.
package enum LicenceTable {
    private static let heads = ["computer", "product", "status", "minutes", "until (UTC)", "KMS host", "error"]

    /// Writes the table: a line of heads, then a line for each row.
    ///
    /// - Parameters:
    ///   - rows: what was read; texts from outside cannot command the terminal.
    ///   - language: of what errors mean.
    ///   - style: gives a row's status its colour.
    /// - Returns: the lines, none with blanks at its end; columns that no row has anything in are left out, but the first
    ///   three.
    package static func lines(
        _ rows: [LicenceRow],
        in language: Language = .english,
        style: (LicenceRow.Verdict, String) -> String = { $1 }
    ) -> [String] {
        let cells = rows.map { Self.cells($0, language).map(\.visible) }
        let columns = heads.indices.filter { column in column < 3 || cells.contains { !$0[column].isEmpty } }
        let widths = heads.indices.map { column in
            cells.reduce(heads[column].columns) { max($0, $1[column].columns) }
        }
        func line(_ cells: [String], _ verdict: LicenceRow.Verdict?) -> String {
            var text = ""
            for column in columns {
                let isLast = !columns.contains { $0 > column && !cells[$0].isEmpty }
                let blanks = isLast ? "" : String(repeating: " ", count: widths[column] - cells[column].columns + 2)
                // Numbers end below each other.
                let before = heads[column] == "minutes" ? String(blanks.dropLast(2)) : ""
                let cell =
                    verdict.flatMap { heads[column] == "status" ? style($0, cells[column]) : nil } ?? cells[column]
                text += before + cell + blanks.dropFirst(before.count)
                if isLast { break }
            }
            return text
        }
        return [line(heads, nil)] + zip(rows, cells).map { line($1, $0.verdict) }
    }

    /// How many of each verdict, as the last line.
    package static func summary(_ rows: [LicenceRow]) -> String {
        func count(_ verdict: LicenceRow.Verdict) -> Int { rows.count { $0.verdict == verdict } }
        let computers = Set(rows.map(\.computer)).count
        let products = rows.count == computers ? "" : ", \(rows.count) products"
        return "\(computers) computer\(computers == 1 ? "" : "s")\(products): \(count(.licensed)) licensed, "
            + "\(count(.notLicensed)) not licensed, \(count(.notRead)) not read"
    }

    private static func cells(_ row: LicenceRow, _ language: Language) -> [String] {
        let status =
            switch row.verdict {
            case .notRead: "not read"
            case .licensed, .notLicensed: row.status ?? (row.code == nil ? "unknown" : "no licence")
            }
        let isPermanent = row.verdict == .licensed && row.minutesRemaining == nil
        return [
            row.computer, row.product, status, isPermanent ? "permanent" : row.minutesRemaining.map { "\($0)" } ?? "",
            // To the minute, without its seconds.
            row.until.map { "\($0.prefix(10)) \($0.dropFirst(11).prefix(5))" } ?? "", row.kmsHost ?? "",
            [row.code, row.error(in: language)].compactMap(\.self).joined(separator: "  "),
        ]
    }
}
