import ActivationDomain
import Testing

@Suite("IP networks")
struct IPNetworkTests {
    @Test(
        "hold the addresses that share their prefix",
        arguments: [
            ("10.20.0.0/16", "10.20.255.255", true),
            ("10.20.0.0/16", "10.21.0.0", false),
            ("10.20.0.0/15", "10.21.255.255", true),
            ("10.20.0.0/15", "10.22.0.0", false),
            ("192.168.7.128/25", "192.168.7.127", false),
            ("192.168.7.128/25", "192.168.7.200", true),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "::1", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("fd00:20::/32", "fd00:20:ffff::1", true),
            ("fd00:20::/32", "fd00:21::1", false),
            ("fd00:20::/31", "fd00:21::1", true),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::7/128", "2001:db8::7", true),
        ]
    )
    func contains(network: String, address: String, expected: Bool) throws {
        let address = try #require(IPAddress(address))
        let network = try IPNetwork.parse(network)
        #expect(network.contains(address) == expected)
        #expect(network.contains(address.bytes) == expected)
    }

    @Test("take an IPv4 address mapped into IPv6 for the IPv4 address, since that is what a socket connects to")
    func mapped() throws {
        let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 10, 20, 1, 2]
        #expect(try IPNetwork.parse("10.20.0.0/16").contains(bytes))
        #expect(try !IPNetwork.parse("::/0").contains(bytes))
        #expect(throws: IPNetworkError.self) { try IPNetwork.parse("::ffff:10.0.0.0/104") }
        #expect(throws: IPNetworkError.self) { try IPNetwork.parse("::ffff:a00:0/8") }
    }

    @Test("hold nothing that is no address", arguments: [[], [10], [10, 20, 1], [UInt8](repeating: 10, count: 15)])
    func odd(bytes: [UInt8]) throws {
        #expect(try !IPNetwork.parse("0.0.0.0/0").contains(bytes))
        #expect(try !IPNetwork.parse("::/0").contains(bytes))
    }

    @Test(
        "are written as CIDR",
        arguments: [("10.0.0.0/8", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.3/32"), ("FD00:0020:0::/32", "fd00:20::/32")]
    )
    func description(text: String, expected: String) throws {
        #expect(try IPNetwork.parse(text).description == expected)
    }

    @Test(
        "refuse what is no network",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0/8",
            "10.0.0.256/32",
            "fd00::/129", "fe80::1%eth0/64", "lab.example/24", "10.0.0.0 /8", "10.0.0.0\0/8", "010.0.0.0/8",
        ]
    )
    func refused(text: String) {
        #expect(throws: IPNetworkError.self) { try IPNetwork.parse(text) }
    }

    @Test("say what to write when bits are set behind the prefix")
    func hostBits() {
        let error = #expect(throws: IPNetworkError.self) { try IPNetwork.parse("10.20.30.40/8") }
        #expect(error?.message.contains("10.0.0.0/8") == true)
        #expect(error?.message.contains("10.20.30.40/32") == true)
    }
}
