internal import ActivationDomain

/// Cells and lines of a table (RFC 4180) that spreadsheets read as what they are.
package enum CSVText {
    /// The byte order mark by which spreadsheets know UTF-8; before the first line.
    package static let mark = "\u{FEFF}"

    /// A line with its end.
    package static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell, in quotes where it needs them.
    ///
    /// A spreadsheet takes for a formula what begins with `=`, `+`, `-` or `@`, also in the wide forms that Chinese and
    /// Japanese input makes, and drops characters that cannot be seen before it looks. Names and messages come from
    /// computers and registers; an apostrophe before them makes them texts (OWASP, "CSV Injection").
    package static func cell(_ text: String) -> String {
        var cell = text.visible
        if let first = cell.unicodeScalars.first(where: { !$0.properties.isWhitespace }), formulaSigns.contains(first) {
            cell = "'" + cell
        }
        guard
            cell.unicodeScalars.contains(where: { $0 == "\"" || $0 == "," || $0 == ";" }) || cell != text
                || cell.unicodeScalars.first == " " || cell.unicodeScalars.last == " "
        else { return cell }
        // By scalars: to Swift a quotation mark with an accent behind it is another character, to a spreadsheet it is not.
        let inner = cell.unicodeScalars.reduce(into: String.UnicodeScalarView()) { inner, scalar in
            inner.append(scalar)
            if scalar == "\"" { inner.append(scalar) }
        }
        return "\"" + String(inner) + "\""
    }

    private static let formulaSigns: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}", "\u{FE62}", "\u{FE63}",
        "\u{FE66}", "\u{FE6B}",
    ]
}
