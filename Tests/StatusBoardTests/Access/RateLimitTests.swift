import ActivationDomain
import Testing

@testable import StatusBoard

@Suite
struct RateLimitTests {
    private let start = ContinuousClock.now

    @Test("So many at once, then a share with each second; an address does not spend another's")
    func bucket() throws {
        var limit = RateLimit(burst: 10, perSecond: 2)
        for _ in 1...10 { #expect(limit.take("a", at: start) == nil) }
        #expect(limit.take("a", at: start) == .milliseconds(500))
        #expect(limit.take("b", at: start) == nil)
        #expect(limit.take("a", at: start.advanced(by: .milliseconds(500))) == nil)
        #expect(limit.take("a", at: start.advanced(by: .milliseconds(500))) != nil)
        let later = start.advanced(by: .seconds(100))
        for _ in 1...10 { #expect(limit.take("a", at: later) == nil) }
        #expect(limit.take("a", at: later) != nil)
    }

    @Test("What is kept of addresses is bounded")
    func bounded() {
        var limit = RateLimit(burst: 10, perSecond: 2)
        for number in 0..<50_000 { _ = limit.take("\(number)", at: start) }
        #expect(limit.count <= RateLimit.capacity)
    }

    @Test("Connections are counted together and by address; one too many is not counted")
    func connections() throws {
        var counts = ConnectionCounts(limit: 5, perAddress: 2)
        let first = ClientAddress(IPAddress("192.0.2.1"))
        let second = ClientAddress(IPAddress("192.0.2.2"))
        let home = ClientAddress(IPAddress("127.0.0.1"))
        let opened = [first, first, first, second, home, home, home].map { counts.open($0) }
        #expect(opened == [true, true, false, true, true, true, false])
        counts.close(home)
        let further = [second, second].map { counts.open($0) }
        #expect(further == [true, false])
        counts.close(first)
        let again = counts.open(first)
        #expect(again)
    }

    @Test("Of IPv6 the network counts, of IPv4 the address")
    func keys() {
        #expect(ClientAddress(IPAddress("2001:db8:1:2:3:4:5:6")).limitKey == "2001:db8:1:2::/64")
        #expect(
            ClientAddress(IPAddress("2001:db8:1:2:9::1")).limitKey
                == ClientAddress(IPAddress("2001:db8:1:2::1")).limitKey
        )
        #expect(ClientAddress(IPAddress("192.0.2.7")).limitKey == "192.0.2.7")
        #expect(ClientAddress(IPAddress("::1")).isLoopback && ClientAddress(IPAddress("127.3.2.1")).isLoopback)
        #expect(!ClientAddress(IPAddress("2001:db8::1")).isLoopback)
        #expect(ClientAddress(IPAddress("::ffff:127.0.0.1")).isLoopback)
    }
}
