import Testing

@testable import WorkerSupport

@Suite("An address to listen on")
struct ListenAddressTests {
    @Test(
        "is a port of loopback, or a host and a port",
        arguments: [
            ("9464", "127.0.0.1:9464", true), ("127.0.0.1:9464", "127.0.0.1:9464", true),
            ("[::1]:9464", "[::1]:9464", true),
            ("localhost:1", "localhost:1", true), ("0.0.0.0:9464", "0.0.0.0:9464", false),
            ("[::]:65535", "[::]:65535", false), ("w1.example.edu:9464", "w1.example.edu:9464", false),
        ]
    )
    func address(_ text: String, _ description: String, _ isLoopback: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.description == description)
        #expect(address.isLoopback == isLoopback)
        #expect(ListenAddress(address.description) == address)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", ":", ":9464", "0", "65536", "999999", "+9464", "-1", "9464 ", " 9464", "localhost", "localhost:",
            "*:9464", "::1:9464",
            "[localhost]:9464", "[::1]", "a b:9464", "http://127.0.0.1:9464", "127.0.0.1:9464/metrics", "٩٤٦٤",
        ]
    )
    func nonsense(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
