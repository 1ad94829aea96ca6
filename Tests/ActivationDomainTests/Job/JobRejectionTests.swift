import ActivationDomain
import Testing

@Suite("Bodies that are no jobs")
struct JobRejectionTests {
    /// One field that is wrong.
    struct Fault: Sendable, CustomTestStringConvertible {
        var path: String
        var json: String?
        var reason: JobRejection.Reason
        var says: String

        init(_ path: String, _ json: String?, _ says: String, _ reason: JobRejection.Reason = .invalidField) {
            self.path = path
            self.json = json
            self.reason = reason
            self.says = says
        }

        var testDescription: String { "\(path): \(json ?? "missing")" }
    }

    private func reject(_ bytes: [UInt8]) throws -> JobRejection {
        try #require(throws: JobRejection.self) { try Job(body: bytes) }
    }

    private static let texts = [
        "id", "campaign", "product", "enrolledAt", "computer.name", "computer.address", "computer.assetTag",
        "computer.site", "computer.lab", "computer.channel",
    ]
    private static let required = texts + ["attempt", "computer"]

    @Test(
        "lack a field, or have it null or of another type",
        arguments: required.flatMap { path in
            [
                Fault(path, nil, "\(path) is missing"),
                Fault(path, "null", "\(path) is null"),
                Fault(path, "[]", "\(path) is not "),
                Fault(path, "true", "\(path) is not "),
            ]
        } + texts.map { Fault($0, "7", "\($0) is not text") } + [
            Fault("attempt", "\"1\"", "attempt is not a whole number"),
            Fault("computer", "\"A101-01\"", "computer is not an object"),
            Fault("round", "\"1\"", "round is not a whole number"),
            Fault("parks", "{}", "parks is not a whole number"),
            Fault("registeredAt", "1", "registeredAt is not text"),
            Fault("notAfter", "1", "notAfter is not text"),
            Fault("labels", "[]", "labels is not an object"),
            Fault("labels", #"{"ticket": 7}"#, "labels.ticket is not text"),
            Fault("labels", #"{"ticket": null}"#, "labels.ticket is null"),
        ]
    )
    func types(fault: Fault) throws {
        var body = JobBody()
        body.set(fault.path, fault.json)
        let rejection = try reject(body.bytes)
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail.hasPrefix(fault.says), "\(rejection.detail)")
    }

    @Test(
        "have a value that is out of range",
        arguments: [
            Fault("round", "0", "round is not between 1 and"), Fault("round", "-1", "round is not between"),
            Fault("round", "1000001", "round is not between"), Fault("attempt", "0", "attempt is not between 1 and"),
            Fault("attempt", "-9223372036854775808", "attempt is not between"),
            Fault("attempt", "1000001", "attempt is not between"), Fault("parks", "-1", "parks is not between 0 and"),
            Fault("attempt", "1.5", "attempt "), Fault("attempt", "1e30", "attempt "),
            Fault("attempt", "99999999999999999999", "attempt "), Fault("round", "1e400", "round "),
            Fault("campaign", "\"\"", "campaign is empty"), Fault("computer.name", "\"\"", "computer.name is empty"),
            Fault("computer.address", "\"\"", "computer.address is empty"),
            Fault("product", "\"\"", "product is empty"),
            Fault("computer.channel", "\"telnet\"", "computer.channel is neither winrm nor ssh"),
            Fault("computer.channel", "\"WinRM\"", "computer.channel is neither winrm nor ssh"),
            Fault("enrolledAt", "\"2026-09-01T08:00:00\"", "enrolledAt is no RFC 3339 time"),
            Fault("registeredAt", "\"yesterday\"", "registeredAt is no RFC 3339 time"),
            Fault("notAfter", "\"2026-02-30T00:00:00Z\"", "notAfter is no RFC 3339 time"),
            Fault("campaign", "\"\(String(repeating: "電", count: 342))\"", "campaign is longer than 1024 bytes"),
        ]
    )
    func ranges(fault: Fault) throws {
        var body = JobBody()
        body.set(fault.path, fault.json)
        let rejection = try reject(body.bytes)
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail.hasPrefix(fault.says), "\(rejection.detail)")
    }

    @Test(
        "have a control character in a name, which could give two jobs one id",
        arguments: [
            "campaign", "product", "computer.name", "computer.address", "computer.assetTag", "computer.site",
            "computer.lab",
        ],
        [#"\n"#, #"\u0000"#, #"\u001f"#, #"\u007f"#]
    )
    func controlCharacters(path: String, character: String) throws {
        var body = JobBody()
        body.set(path, "\"a\(character)b\"")
        let rejection = try reject(body.bytes)
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail == "\(path) has a control character in it")
    }

    @Test(
        "have an id that does not follow from the rest",
        arguments: [
            Fault("id", "\"965274C5-3480-5133-BAEB-120CEC7CA907\"", "id is 965274C5-", .wrongID),
            Fault("id", "\"4f2d9ec6-620f-5130-980e-367389bf7917\"", "id is 4f2d9ec6-", .wrongID),
            Fault("round", "2", "id is 965274c5-", .wrongID),
            Fault("campaign", "\"2026-Autumn\"", "id is 965274c5-", .wrongID),
            Fault("computer.name", "\"A101-02\"", "id is 965274c5-", .wrongID),
            Fault("product", "\"office-2021\"", "id is 965274c5-", .wrongID),
            Fault("id", "\"965274c5-3480-5133-baeb-120cec7ca90\"", "id is no UUID"),
            Fault("id", "\"\"", "id is no UUID"),
            Fault("id", "\"965274c534805133baeb120cec7ca907\"", "id is no UUID"),
        ]
    )
    func ids(fault: Fault) throws {
        var body = JobBody()
        body.set(fault.path, fault.json)
        let rejection = try reject(body.bytes)
        #expect(rejection.reason == fault.reason)
        #expect(rejection.detail.hasPrefix(fault.says), "\(rejection.detail)")
    }

    @Test(
        "are no JSON object",
        arguments: [
            "", " ", "null", "true", "42", "\"job\"", "[]", "[{}]", "{", "}", "{]", "{\"id\"}", "{} {}", "{\"id\": }",
            "{'id': 1}", "\u{0}", "<job/>", "{\"id\": \"\\ud800\"}",
        ]
    )
    func noObject(text: String) throws {
        let rejection = try reject(Array(text.utf8))
        #expect(rejection.reason == .invalidJSON, "\(rejection.detail)")
        #expect(rejection.detail.hasPrefix("the body is no JSON"))
    }

    @Test("are no UTF-8")
    func encoding() throws {
        var bytes = JobBody().bytes
        let place = try #require(bytes.firstIndex(of: UInt8(ascii: "A")))
        bytes[place] = 0xFF
        #expect(try reject(bytes).reason == .invalidJSON)
    }

    @Test("nest deeper than any parser should go")
    func nesting() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try reject(Array("{\"id\": \(deep)".utf8)).reason == .invalidJSON)
        #expect(try reject(Array(deep.utf8)).reason == .invalidJSON)
    }

    @Test("are told of in a sentence that fits a header, whatever they hold")
    func shortDetail() throws {
        var body = JobBody()
        body.set("labels", "{\"\(String(repeating: "電", count: 60_000))\": 7}")
        let rejection = try reject(body.bytes)
        #expect(rejection.reason == .invalidField)
        #expect(rejection.detail.hasPrefix("labels.電"))
        #expect(rejection.detail.utf8.count <= 1024)
    }
}
