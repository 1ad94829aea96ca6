internal import Foundation
internal import Hummingbird

/// Why the API does not answer what was asked, as problem details (RFC 9457).
struct APIProblem: Error, Encodable, Sendable {
    /// What kind of problem it is; programs go by this.
    enum Kind: String, Sendable, CaseIterable {
        /// A parameter that is not known, stands twice, or has a wrong value.
        case parameter = "urn:rollcall:problem:parameter"
        /// No campaign or computer of that name, or nothing under that address.
        case notFound = "urn:rollcall:problem:not-found"
        /// Only GET and HEAD are answered.
        case method = "urn:rollcall:problem:method"
        /// The board is at fault; its log says more.
        case fault = "urn:rollcall:problem:fault"
        /// Whatever a status alone says.
        case other = "about:blank"
    }

    var type: String
    var title: String
    var status: Int
    var detail: String?
    /// The name of the parameter that is wrong.
    var parameter: String?
    /// What may stand there.
    var expected: String?

    init(_ kind: Kind, _ status: HTTPResponse.Status, detail: String?) {
        type = kind.rawValue
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
    }

    static func parameter(_ name: String, _ detail: String, expected: String) -> APIProblem {
        var problem = APIProblem(.parameter, .badRequest, detail: detail)
        problem.parameter = name
        problem.expected = expected
        return problem
    }

    static func notFound(_ detail: String) -> APIProblem { APIProblem(.notFound, .notFound, detail: detail) }

    /// The media type of problem details.
    static let contentType = "application/problem+json"

    func response(_ headers: HTTPFields = [:]) -> Response {
        let body = (try? APIAnswer.encoder.encode(self)) ?? Data()
        var headers = headers
        headers[.contentType] = APIProblem.contentType
        headers[.cacheControl] = "no-store"
        headers[.contentLength] = String(body.count)
        return Response(
            status: HTTPResponse.Status(code: status, reasonPhrase: title),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
