import ActivationDomain
import Testing

@testable import StatusBoard

@Suite
struct LogOnThrottleTests {
    private let start = ContinuousClock.now

    private static func address(_ number: Int) -> ClientAddress {
        ClientAddress(IPAddress(bytes: [10, UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255)]))
    }

    @Test("Four failures cost nothing, the fifth 30 s, each further one twice as much, 15 minutes at most")
    func growing() {
        var throttle = LogOnThrottle()
        var now = start
        for _ in 1...5 {
            #expect(throttle.begin(user: "ann", from: Self.address(1), at: now) == nil)
        }
        var expected = Duration.seconds(30)
        for _ in 6...13 {
            #expect(throttle.begin(user: "ann", from: Self.address(1), at: now) == expected)
            #expect(
                throttle.begin(user: "ann", from: Self.address(1), at: now.advanced(by: expected / 2)) == expected / 2
            )
            now = now.advanced(by: expected)
            #expect(throttle.begin(user: "ann", from: Self.address(1), at: now) == nil)
            expected = min(expected * 2, .seconds(900))
        }
        #expect(expected == .seconds(900))
    }

    @Test("Another address, and another user from there, need not wait")
    func apart() {
        var throttle = LogOnThrottle()
        for _ in 1...5 { _ = throttle.begin(user: "ann", from: Self.address(1), at: start) }
        #expect(throttle.begin(user: "ann", from: Self.address(1), at: start) != nil)
        #expect(throttle.begin(user: "ann", from: Self.address(2), at: start) == nil)
        #expect(throttle.begin(user: "bob", from: Self.address(1), at: start) == nil)
    }

    @Test("An address that tries many users waits after twenty, a user whom many addresses try after a hundred")
    func spread() {
        var throttle = LogOnThrottle()
        for number in 1...20 { #expect(throttle.begin(user: "u\(number)", from: Self.address(1), at: start) == nil) }
        #expect(throttle.begin(user: "u21", from: Self.address(1), at: start) == .seconds(30))
        for number in 1...100 {
            #expect(throttle.begin(user: "ann", from: Self.address(1000 + number), at: start) == nil)
        }
        #expect(throttle.begin(user: "ann", from: Self.address(25), at: start) == .seconds(30))
    }

    @Test("What comes through a tunnel or a proxy is told apart by users alone")
    func shared() {
        var throttle = LogOnThrottle()
        let home = ClientAddress(IPAddress("127.0.0.1"))
        for number in 1...60 { #expect(throttle.begin(user: "u\(number)", from: home, at: start) == nil) }
        for _ in 2...5 { #expect(throttle.begin(user: "u1", from: home, at: start) == nil) }
        #expect(throttle.begin(user: "u1", from: home, at: start) == .seconds(30))
        #expect(throttle.begin(user: "u2", from: home, at: start) == nil)
    }

    @Test("A log-on that works forgets the failures of that user from there, and counts for nothing else")
    func success() {
        var throttle = LogOnThrottle()
        for _ in 1...4 { _ = throttle.begin(user: "ann", from: Self.address(1), at: start) }
        for _ in 1...200 {
            #expect(throttle.begin(user: "bob", from: Self.address(1), at: start) == nil)
            throttle.succeeded(user: "bob", from: Self.address(1))
        }
        #expect(throttle.begin(user: "ann", from: Self.address(1), at: start) == nil)
        throttle.succeeded(user: "ann", from: Self.address(1))
        for _ in 1...5 { #expect(throttle.begin(user: "ann", from: Self.address(1), at: start) == nil) }
        #expect(throttle.begin(user: "ann", from: Self.address(1), at: start) == .seconds(30))
    }

    @Test("An attempt that nobody had time for counts for nothing")
    func withdrawn() {
        var throttle = LogOnThrottle()
        for _ in 1...50 {
            #expect(throttle.begin(user: "ann", from: Self.address(1), at: start) == nil)
            throttle.withdrawn(user: "ann", from: Self.address(1))
        }
        #expect(throttle.count == 0)
    }

    @Test("An hour without a failure forgets all; what is kept is bounded")
    func memory() {
        var throttle = LogOnThrottle()
        for _ in 1...5 { _ = throttle.begin(user: "ann", from: Self.address(1), at: start) }
        let later = start.advanced(by: .seconds(3601))
        for _ in 1...5 { #expect(throttle.begin(user: "ann", from: Self.address(1), at: later) == nil) }
        #expect(throttle.begin(user: "ann", from: Self.address(1), at: later) == .seconds(30))
        for number in 1...40_000 {
            _ = throttle.begin(
                user: "u\(number)",
                from: Self.address(1000 + number),
                at: later.advanced(by: .milliseconds(number))
            )
        }
        #expect(throttle.count <= LogOnThrottle.capacity)
    }
}
