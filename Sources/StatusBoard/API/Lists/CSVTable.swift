internal import ActivationDomain
internal import BoardProjection
internal import Foundation
internal import Hummingbird

/// How a list is written as a table: RFC 4180, in UTF-8 with a mark at its beginning by which Excel knows it.
struct CSVTable<Row: Sendable>: Sendable {
    struct Column: Sendable {
        let name: String
        let cell: @Sendable (Row, Language) -> String?

        init(_ name: String, _ cell: @escaping @Sendable (Row) -> String?) {
            self.name = name
            self.cell = { row, _ in cell(row) }
        }

        init(_ name: String, in cell: @escaping @Sendable (Row, Language) -> String?) {
            self.name = name
            self.cell = cell
        }
    }

    let columns: [Column]

    init(_ columns: [Column]) { self.columns = columns }

    /// The rows of one part of a list.
    static var partSize: Int { 1000 }

    /// Answers with all parts of a list, one after the other.
    ///
    /// What has been sent cannot be taken back: a failure between two parts cuts the connection, so that nobody takes half
    /// a table for a whole one.
    func response(
        named fileName: String,
        language: Language,
        _ part: @escaping @Sendable (BoardKey?) async throws -> BoardPage<Row>
    ) -> Response {
        var headers = APIAnswer.headers("text/csv; charset=utf-8; header=present")
        headers[.contentDisposition] = "attachment; filename=\"\(fileName)\""
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                var key: BoardKey?
                try await writer.write(ByteBuffer(string: "\u{FEFF}" + CSVText.line(columns.map(\.name))))
                repeat {
                    let page = try await part(key)
                    try await writer.write(ByteBuffer(string: text(page.rows, language)))
                    key = page.next
                } while key != nil
                try await writer.finish(nil)
            }
        )
    }

    private func text(_ rows: [Row], _ language: Language) -> String {
        rows.map { row in CSVText.line(columns.map { $0.cell(row, language) ?? "" }) }.joined()
    }
}

/// Cells and lines of a table.
enum CSVText {
    /// A line with its end.
    static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell, in quotes where it needs them.
    ///
    /// A spreadsheet takes for a formula what begins with `=`, `+`, `-` or `@`, also in the wide forms that Chinese and
    /// Japanese input makes, and drops characters that cannot be seen before it looks. Names and messages come from
    /// computers and registers; an apostrophe before them makes them texts (OWASP, "CSV Injection").
    static func cell(_ text: String) -> String {
        var cell = text.visible
        if let first = cell.unicodeScalars.first(where: { !$0.properties.isWhitespace }), formulaSigns.contains(first) {
            cell = "'" + cell
        }
        guard
            cell.unicodeScalars.contains(where: { $0 == "\"" || $0 == "," || $0 == ";" }) || cell != text
                || cell.first == " " || cell.last == " "
        else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }

    private static let formulaSigns: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}", "\u{FE62}", "\u{FE63}",
        "\u{FE66}", "\u{FE6B}",
    ]
}

extension APICall {
    /// What a table is called where it is saved, such as `rollcall-2026-autumn-jobs.csv`.
    var fileName: String {
        let words = path.dropFirst(APIEndpoint.base.count).split(separator: "/").filter { $0 != "campaigns" }
        let safe = words.joined(separator: "-").map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
                ? character : "_"
        }
        return "rollcall-" + String(safe.suffix(150))
    }
}
