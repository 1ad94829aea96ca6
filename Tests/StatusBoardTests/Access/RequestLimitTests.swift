import Foundation
import TestSupport
import Testing

@testable import StatusBoard

/// What a request may cost, over a real socket.
@Suite(.timeLimit(.minutes(3)))
struct RequestLimitTests {
    @Test("An address that is too long, or has too many parameters, a head or a body that is too large, in words")
    func tooLarge() async throws {
        try await AccessBoard.with(users: nil) { board in
            let browser = Browser(port: board.port)
            let long = "/jobs?q=" + String(repeating: "a", count: 4096)
            let many = "/jobs?" + (0...64).map { "p\($0)=1" }.joined(separator: "&")
            for path in [long, many] {
                let reply = try await browser.get(path)
                #expect(reply.status == 414)
                #expect(reply.body.contains("The address is too long"))
            }
            for headers in [
                ["X-Long": String(repeating: "a", count: 20_000)],
                ["X-Long": String(repeating: "a", count: 500_000)],
                Dictionary(uniqueKeysWithValues: (0..<200).map { ("X-\($0)", "1") }),
                Dictionary(uniqueKeysWithValues: (0..<90).map { ("X-\($0)", String(repeating: "a", count: 200)) }),
            ] {
                let reply = try await browser.get("/", headers)
                #expect(reply.status == 431)
                #expect(reply.body.contains("header fields are too large"))
            }
            let token = board.localToken
            let big = ["token": token, "text": String(repeating: "a", count: 40_000)]
            let reply = try await browser.post("/notes", big)
            #expect(reply.status == 413)
            #expect(reply.body.contains("larger than 32 KiB"))
        }
    }

    @Test("A body without a length is stopped where it is too large; a request goes on behind it")
    func chunked() async throws {
        try await AccessBoard.with(users: nil) { board in
            let host = "Host: 127.0.0.1:\(board.port)\r\n"
            let connection = try RawConnection(port: board.port)
            try connection.send("POST /notes HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<12 { try connection.send("1000\r\n" + String(repeating: "a", count: 4096) + "\r\n") }
            let first = try RawReply(
                try await connection.receive { String(decoding: $0, as: UTF8.self).contains("\"detail\"") }
            )
            #expect(first.status == 413)
            try connection.send("0\r\n\r\nGET /healthz HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
            let rest = String(decoding: try await connection.receive(), as: UTF8.self)
            #expect(rest.contains("HTTP/1.1 200"), "\(rest)")
        }
    }

    @Test("Another method, and what is no HTTP, in words")
    func wrong() async throws {
        try await AccessBoard.with(users: nil) { board in
            for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
                let text = "\(method) / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                let reply = try await RawHTTP.send(text, to: board.port)
                #expect(reply.status == 405, "\(method)")
                #expect(reply["Allow"] == "GET, HEAD, POST")
            }
            for text in ["GET / HTTP/1.1\r\nno colon\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\r\n\r\n", "GET / HTTP/9\r\n\r\n"]
            {
                let reply = try await RawHTTP.send(text, to: board.port)
                #expect(reply.status == 400)
                #expect(reply.body == "This is no request of HTTP/1.1.\n")
            }
        }
    }

    @Test("A head, a body or a next request that does not come ends the connection")
    func slow() async throws {
        try await AccessBoard.with(users: nil) { board in
            let port = board.port
            let host = "Host: localhost\r\n"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for text in [
                    "", "GET / HTTP/1.1\r\nX-Slow: ", "GET /healthz HTTP/1.1\r\n\(host)\r\n",
                    "POST /notes HTTP/1.1\r\n\(host)Content-Length: 100\r\n\r\ntoken=",
                ] {
                    group.addTask {
                        let connection = try RawConnection(port: port)
                        try connection.send(text)
                        // It waits a minute for the board to close.
                        _ = try await connection.receive()
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("Beyond a number of connections one more is told so, and served when one has gone")
    func connections() async throws {
        try await AccessBoard.with(users: nil) { board in
            var held: [RawConnection] = []
            for _ in 0..<RequestLimits.connections { held.append(try RawConnection(port: board.port)) }
            let ask = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            // They are taken in one after another: all are when the last has an answer, and it stays.
            let last = held[RequestLimits.connections - 1]
            try last.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let answer = try await last.receive { String(decoding: $0, as: UTF8.self).hasSuffix("ok\n") }
            #expect(try RawReply(answer).status == 200)
            let refused = try await RawHTTP.send(ask, to: board.port)
            #expect(refused.status == 503)
            #expect(refused.body.contains("too many connections") && refused["Retry-After"] == "5")
            held.removeAll()
            try await eventually { try await RawHTTP.send(ask, to: board.port).status == 200 }
        }
    }
}
