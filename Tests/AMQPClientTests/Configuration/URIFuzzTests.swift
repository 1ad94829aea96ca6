import AMQPClient
import TestSupport
import Testing

@Suite("Addresses that are spoilt", .timeLimit(.minutes(20)))
struct URIFuzzTests {
    private static let words = [
        "amqp://", "amqps://", "AMQPS", "@", ":", "/", "//", "?", "#", "[", "]", "[::1]", "%", "%2", "%2F", "%40",
        "%00",
        "%FF", "%C3%BC", "%5B", "%25", ":0", ":65535", ":65536", ":99999999999999999999", ":-1", ":+1", " ", "\n",
        "\u{0}",
        "é", "xn--", "..", "\\", "%zone", "guest", "127.0.0.1", ".", "|", "^", "`", "\u{7F}", "=", "&", ";",
    ].map { Array($0.utf8) }
    private static let originals = [
        "amqp://worker:\(password)@mq.campus.example:5673/campus", "amqps://worker:\(password)@[2001:db8::5]:5671/%2F",
        "amqp://:\(password)@/", "amqps://a%40b:%3A\(password)%2F@mq/a%20b", "amqp://guest@localhost", "amqp://",
    ]
    /// Of signs that stand for themselves in an address, and that stand nowhere else in one.
    private static let password = "QZXJK"

    @Test("are read, and described the same again, or refused without a password in the sentence")
    func addresses() async throws {
        var accepted = 0
        let count = try await Fuzz("uri", cases: 6000).run { random in
            let original = Array((Self.originals.randomElement(using: &random) ?? "").utf8)
            return String(decoding: Mutation.spoil(original, words: Self.words, &random), as: UTF8.self)
        } text: { (uri: String) in
            Fuzz.text(Array(uri.utf8))
        } check: { uri in
            let configuration: AMQPConfiguration
            do throws(AMQPError) {
                configuration = try AMQPConfiguration(uri: uri)
            } catch {
                try Fuzz.require(error.code == .invalidConfiguration, "it is refused as \(error.code)")
                for shown in ["\(error)", String(reflecting: error)] { try Self.checkIsSecret(shown, uri) }
                try Fuzz.require(!error.message.contains("\n"), "the sentence has several lines")
                return
            }
            accepted += 1
            try Self.check(configuration, uri)
        }
        #expect(accepted >= count / 50, "too few of the inputs are addresses to test what becomes of those")
    }

    private static func check(_ configuration: AMQPConfiguration, _ uri: String) throws {
        try Fuzz.require((1...65535).contains(configuration.port), "the port is \(configuration.port)")
        try Fuzz.require(!configuration.host.isEmpty, "the host is empty")
        for text in [configuration.host, configuration.username, configuration.password, configuration.virtualHost] {
            try Fuzz.require(!text.utf8.contains(0), "a part has a zero byte, at which the C client ends it")
        }
        // Where a sign has made the password a host or a user, it is one, and may be shown.
        let isElsewhere = [configuration.host, configuration.username, configuration.virtualHost].contains {
            $0.contains(password)
        }
        if !isElsewhere {
            for shown in ["\(configuration)", String(reflecting: configuration)] { try checkIsSecret(shown, uri) }
        }
        let again = try AMQPConfiguration(uri: uri)
        try Fuzz.require(
            "\(again)" == "\(configuration)" && again.password == configuration.password,
            "it is read in two ways"
        )
        // What needs no percent sign in an address can be read back from the description.
        guard [configuration.host, configuration.username, configuration.virtualHost].allSatisfy(isPlain) else {
            return
        }
        let readBack = try AMQPConfiguration(uri: "\(configuration)")
        try Fuzz.require("\(readBack)" == "\(configuration)", "\(configuration) reads back as \(readBack)")
    }

    private static func isPlain(_ text: String) -> Bool {
        text == "/" || text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
    }

    private static func checkIsSecret(_ shown: String, _ uri: String) throws {
        try Fuzz.require(!shown.contains(password), "the password is shown: \(shown)")
    }
}
