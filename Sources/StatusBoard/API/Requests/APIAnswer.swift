internal import BoardFormats
internal import Foundation
internal import Hummingbird

/// Makes the answers of the API.
enum APIAnswer {
    /// Members by name, so that the same facts are always the same bytes.
    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// Answers with a value; `link` leads to the part of the list behind it.
    static func json(_ value: some APIValue, next link: String? = nil) throws -> Response {
        let body = try encoder.encode(value)
        var headers = headers("application/json")
        headers[.contentLength] = String(body.count)
        if let link, let name = HTTPFieldName("Link") { headers[name] = "<\(link)>; rel=\"next\"" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// Answers with a text that stands.
    static func text(_ text: String, _ contentType: String) -> Response {
        var headers = headers(contentType)
        headers[.contentLength] = String(text.utf8.count)
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func headers(_ contentType: String) -> HTTPFields {
        // What is shown changes with every event.
        [.contentType: contentType, .cacheControl: "no-store"]
    }
}
