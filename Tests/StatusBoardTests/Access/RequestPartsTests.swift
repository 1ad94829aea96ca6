import Testing

@testable import StatusBoard

@Suite
struct RequestPartsTests {
    @Test(
        "After a form only a page of the board is gone to",
        arguments: [
            "//evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil.example", "https://evil.example", "",
            "jobs",
            "/a\r\nSet-Cookie: x", "/a b", "javascript:alert(1)", "/" + String(repeating: "a", count: 2000), "/電腦",
        ]
    )
    func unsafePath(path: String) {
        #expect(SafePath.checked(path) == "/")
    }

    @Test(arguments: ["/", "/jobs?lab=A101&x=%2F#f", "/computers/A101-07", "/a//b"])
    func safePath(path: String) {
        #expect(SafePath.checked(path) == path)
    }

    @Test("The fields of a form are decoded; what is none is refused")
    func form() throws {
        let form = try #require(FormFields(encoded: "a=1+2%203&b=%E7%B9%81&c&d=x=y"))
        #expect(form["a"] == "1 2 3")
        #expect(form["b"] == "繁")
        #expect(form["c"] == "" && form["d"] == "x=y" && form["e"] == nil)
        for text in ["a=%", "a=%4", "a=%zz", "a=%FF", "a=1&a=2", "%61=1&a=2"] {
            #expect(FormFields(encoded: text) == nil, "\(text)")
        }
        #expect(FormFields(encoded: (0...64).map { "f\($0)=" }.joined(separator: "&")) == nil)
    }

    @Test("The host of an authority, without its port")
    func hosts() {
        let known = [
            "localhost": "localhost", "LOCALHOST:8410": "localhost", "a.example.": "a.example", "[::1]": "::1",
            "[::1]:80": "::1", "127.0.0.1:1": "127.0.0.1", "host:": "host",
        ]
        for (text, host) in known { #expect(HostName.host(ofAuthority: text) == host) }
        for text in ["", ":80", "a:b", "user@localhost", "[::1", "[::1]x", "localhost:80:90", "a:８0"] {
            #expect(HostName.host(ofAuthority: text) == nil, "\(text)")
        }
    }

    @Test("Credentials of HTTP Basic")
    func basic() throws {
        let known = try #require(LogOnCredentials(authorization: "bAsIc QW5uOnA6d8Okw7bDvA=="))
        #expect(known.name == "ann" && known.password == "p:wäöü")
        for text in ["", "Basic", "Basic !!!", "Bearer QW5uOnA6dw==", "Basic QW5u", "Basic /////w=="] {
            #expect(LogOnCredentials(authorization: text) == nil, "\(text)")
        }
        #expect(LogOnCredentials(name: "my secret password", password: "").toldName == "(no user's name)")
        #expect(LogOnCredentials(name: " Ann ", password: "").toldName == "ann")
    }

    @Test("Only the paths that must be are open to anyone")
    func open() {
        for path in ["/healthz", "/login", "/favicon.ico", "/assets/board.css"] { #expect(OpenPaths.contains(path)) }
        for path in ["/", "/healthz/", "/login/x", "/assets", "/assets/../jobs", "/assets/%2e%2e/jobs", "/api/v1/jobs"]
        {
            #expect(!OpenPaths.contains(path), "\(path)")
        }
    }

    @Test("Credentials of Basic are known for five minutes, as long as the user's line is the same; they are bounded")
    func cache() {
        var cache = BasicCache()
        let start = ContinuousClock.now
        let ann = BoardUser(name: "ann", role: .viewer, hash: .ofNobody())
        let right = LogOnCredentials(name: "ann", password: "p")
        cache.keep(right, of: ann, at: start)
        #expect(cache.knows(right, of: ann, at: start.advanced(by: .seconds(299))) == true)
        #expect(cache.knows(LogOnCredentials(name: "ann", password: "q"), of: ann, at: start) == false)
        #expect(cache.knows(right, of: ann, at: start.advanced(by: .seconds(300))) == false)
        cache.keep(right, of: ann, at: start)
        #expect(cache.knows(right, of: BoardUser(name: "ann", role: .viewer, hash: .ofNobody()), at: start) == false)
        #expect(cache.knows(right, of: ann, at: start) == false)
        for number in 0..<1000 { cache.keep(LogOnCredentials(name: "ann", password: "\(number)"), of: ann, at: start) }
        #expect(cache.count <= BasicCache.capacity)
    }

    @Test("A note is plain text of at most 2,000 characters")
    func notes() throws {
        #expect(try NoteText.kept("  a\r\nb\rc\u{202E}\u{1B}[31m\n ") == "a\nb\nc[31m")
        #expect(try NoteText.kept(String(repeating: "字", count: 2000)).count == 2000)
        for text in ["", " \r\n ", "\u{200E}", String(repeating: "字", count: 2001)] {
            #expect(throws: Refusal.self) { try NoteText.kept(text) }
        }
    }
}
