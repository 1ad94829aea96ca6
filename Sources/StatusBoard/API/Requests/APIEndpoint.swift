internal import BoardFormats
internal import BoardProjection
internal import Hummingbird

/// One address of the API: what may be asked there, what it answers, and what the document says of both.
struct APIEndpoint: Sendable {
    enum Content: Sendable {
        case json(any APIValue.Type)
        case csv
        case document
    }

    /// Where all of them begin.
    static let base = "/api/v1"

    /// Below ``base``, with the names of its variable parts in braces.
    let path: String
    /// What programs that are made from the document call it.
    let id: String
    let summary: String
    let parameters: [APIParameter]
    let content: Content
    let answer: @Sendable (APICall, BoardSource) async throws -> Response

    /// All that there are.
    static let all: [APIEndpoint] = campaigns + computers + health + [document]

    private static let document = APIEndpoint(
        path: "/openapi.json",
        id: "document",
        summary: "This document.",
        parameters: [],
        content: .document
    ) { _, _ in APIAnswer.text(OpenAPIDocument.text, "application/json") }

    /// Answers with a list in parts.
    static func part<Row>(
        _ page: BoardPage<Row>,
        _ call: APICall,
        _ body: (_ rows: [Row], _ next: String?) -> some APIValue
    ) throws -> Response {
        let next = page.next?.text
        return try APIAnswer.json(body(page.rows, next), next: next.map(call.link(after:)))
    }

    /// A list as a table, read and sent part by part, so that a million rows take no more memory than a thousand.
    static func table<Row: Sendable>(
        _ path: String,
        id: String,
        _ summary: String,
        parameters: [APIParameter] = [],
        _ table: CSVTable<Row>,
        check: @escaping @Sendable (APICall, BoardSource) async throws -> Void = { _, _ in },
        part: @escaping @Sendable (APICall, BoardSource, BoardKey?) async throws -> BoardPage<Row>
    ) -> APIEndpoint {
        APIEndpoint(path: path + ".csv", id: id, summary: summary, parameters: parameters, content: .csv) {
            call,
            source in
            try await check(call, source)
            return table.response(named: call.fileName, language: call.language) { key in
                try await part(call, source, key)
            }
        }
    }
}
