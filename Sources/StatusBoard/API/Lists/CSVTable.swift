internal import ActivationDomain
internal import BoardFormats
internal import BoardProjection
internal import Hummingbird

extension CSVTable {
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
                try await writer.write(ByteBuffer(string: head))
                repeat {
                    let page = try await part(key)
                    try await writer.write(ByteBuffer(string: text(page.rows, language)))
                    key = page.next
                } while key != nil
                try await writer.finish(nil)
            }
        )
    }
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
