internal import ActivationDomain
internal import Foundation
internal import Hummingbird
internal import NIOCore

/// A page without the board's navigation: the log-on, and why something was refused.
struct PlainPage: Sendable {
    var title: String
    var language: Language
    /// HTML that is safe.
    var body: String
    var status: HTTPResponse.Status = .ok
    var headers: HTTPFields = [:]

    var response: Response {
        let html = """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <title>\(title.html) – Rollcall</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
            <link rel="stylesheet" href="/assets/board.css">
            </head>
            <body class="plain">
            <main id="main">\(body)</main>
            </body>
            </html>

            """
        var headers = headers
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentLanguage] = language.rawValue
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

extension String {
    /// The text as HTML shows it, byte by byte: a quotation mark with an accent behind it is still one.
    var html: String {
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += Array("&lt;".utf8)
            case UInt8(ascii: ">"): bytes += Array("&gt;".utf8)
            case UInt8(ascii: "&"): bytes += Array("&amp;".utf8)
            case UInt8(ascii: "\""): bytes += Array("&quot;".utf8)
            case UInt8(ascii: "'"): bytes += Array("&#39;".utf8)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
