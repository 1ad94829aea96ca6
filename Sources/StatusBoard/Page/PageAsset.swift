internal import ActivationDomain
internal import Hummingbird
internal import NIOCore

/// A file that pages need, compiled in, under an address that changes with it.
struct PageAsset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]
    private let mark: String

    static let style = PageAsset("board.css", "text/css; charset=utf-8", PackageResources.board_css)
    static let script = PageAsset("board.js", "text/javascript; charset=utf-8", PackageResources.board_js)
    static let icon = PageAsset("favicon.svg", "image/svg+xml", PackageResources.favicon_svg)
    static let all = [style, script, icon]

    private init(_ name: String, _ type: String, _ bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
        // FNV-1a: tells versions apart, and need not do more.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        mark = String(hash, radix: 16)
    }

    var address: String { PageAddress(["assets", name], ["v": mark]).text }

    /// What is asked for by its mark never changes.
    var response: Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
