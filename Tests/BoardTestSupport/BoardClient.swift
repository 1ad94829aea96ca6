internal import NIOCore
package import NIOHTTP1
internal import NIOPosix
internal import TestSupport

/// Asks a board over a connection to loopback.
package struct BoardClient: Sendable {
    /// What came back.
    package struct Answer: Sendable {
        package var status: Int
        package var headers: [(name: String, value: String)]
        package var body: String

        /// The values of a header, by its name in small letters.
        package func header(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
    }

    /// The port on 127.0.0.1.
    package let port: Int

    /// Makes a client.
    package init(port: Int) {
        self.port = port
    }

    /// Asks for an address and waits for the whole answer.
    package func get(_ address: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.GET, address, headers: headers)
    }

    /// Asks for the head of an answer.
    package func head(_ address: String) async throws -> Answer { try await send(.HEAD, address) }

    /// Sends a request on a connection of its own and waits for the whole answer.
    package func send(
        _ method: HTTPMethod,
        _ address: String,
        headers: [(String, String)] = [],
        body: String = ""
    ) async throws -> Answer {
        var answer = Answer(status: 0, headers: [], body: "")
        try await exchange(method, address, headers, body) { part in
            switch part {
            case .head(let head):
                answer.status = Int(head.status.code)
                answer.headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            case .body(let bytes): answer.body += String(buffer: bytes)
            case .end: return false
            }
            return true
        }
        return answer
    }

    /// Reads an event stream until `isEnough`, which is given each event as it stands between blank lines.
    package func events(
        _ address: String,
        headers: [(String, String)] = [],
        until isEnough: (String) async throws -> Bool
    ) async throws {
        var rest = ""
        try await exchange(.GET, address, headers, "") { part in
            switch part {
            case .head(let head):
                guard head.status == .ok else { throw TestSupportError("\(address) answered \(head.status)") }
            case .body(let bytes): rest += String(buffer: bytes)
            case .end: return false
            }
            while let end = rest.firstRange(of: "\n\n") {
                let event = String(rest[..<end.lowerBound])
                rest = String(rest[end.upperBound...])
                if try await isEnough(event) { return false }
            }
            return true
        }
    }

    private func exchange(
        _ method: HTTPMethod,
        _ address: String,
        _ headers: [(String, String)],
        _ body: String,
        _ takes: (HTTPClientResponsePart) async throws -> Bool
    ) async throws {
        let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        try await connection.executeThenClose { inbound, outbound in
            var fields = HTTPHeaders([("host", "127.0.0.1:\(port)"), ("connection", "close")] + headers)
            if !body.isEmpty { fields.replaceOrAdd(name: "content-length", value: String(body.utf8.count)) }
            let head = HTTPRequestHead(version: .http1_1, method: method, uri: address, headers: fields)
            var parts: [HTTPClientRequestPart] = [.head(head)]
            if !body.isEmpty { parts.append(.body(.byteBuffer(ByteBuffer(string: body)))) }
            parts.append(.end(nil))
            // As one: a server knows by the head alone that no body follows, or that it refuses, and may have answered and
            // closed before a second write.
            try await outbound.write(contentsOf: parts)
            for try await part in inbound {
                guard try await takes(part) else { return }
            }
        }
    }
}
