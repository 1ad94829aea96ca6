import Testing

@testable import StatusBoard

@Suite
struct LogOnThrottleTests {
    private let start = ContinuousClock.now

    @Test("Four failures cost nothing, the fifth 30 s, each further one twice as much, 15 minutes at most")
    func growing() {
        var throttle = LogOnThrottle()
        var now = start
        for _ in 1...5 {
            #expect(throttle.begin(user: "ann", address: "a", at: now) == nil)
        }
        var expected = Duration.seconds(30)
        for _ in 6...13 {
            #expect(throttle.begin(user: "ann", address: "a", at: now) == expected)
            #expect(throttle.begin(user: "ann", address: "a", at: now.advanced(by: expected / 2)) == expected / 2)
            now = now.advanced(by: expected)
            #expect(throttle.begin(user: "ann", address: "a", at: now) == nil)
            expected = min(expected * 2, .seconds(900))
        }
        #expect(expected == .seconds(900))
    }

    @Test("Another address, and another user from there, need not wait")
    func apart() {
        var throttle = LogOnThrottle()
        for _ in 1...5 { _ = throttle.begin(user: "ann", address: "a", at: start) }
        #expect(throttle.begin(user: "ann", address: "a", at: start) != nil)
        #expect(throttle.begin(user: "ann", address: "b", at: start) == nil)
        #expect(throttle.begin(user: "bob", address: "a", at: start) == nil)
    }

    @Test("An address that tries many users waits after twenty, a user whom many addresses try after a hundred")
    func spread() {
        var throttle = LogOnThrottle()
        for number in 1...20 { #expect(throttle.begin(user: "u\(number)", address: "a", at: start) == nil) }
        #expect(throttle.begin(user: "u21", address: "a", at: start) == .seconds(30))
        for number in 1...100 { #expect(throttle.begin(user: "ann", address: "x\(number)", at: start) == nil) }
        #expect(throttle.begin(user: "ann", address: "y", at: start) == .seconds(30))
    }

    @Test("A log-on that works forgets the failures of that user from there, and counts for nothing else")
    func success() {
        var throttle = LogOnThrottle()
        for _ in 1...4 { _ = throttle.begin(user: "ann", address: "a", at: start) }
        for _ in 1...200 {
            #expect(throttle.begin(user: "bob", address: "a", at: start) == nil)
            throttle.succeeded(user: "bob", address: "a")
        }
        #expect(throttle.begin(user: "ann", address: "a", at: start) == nil)
        throttle.succeeded(user: "ann", address: "a")
        for _ in 1...5 { #expect(throttle.begin(user: "ann", address: "a", at: start) == nil) }
        #expect(throttle.begin(user: "ann", address: "a", at: start) == .seconds(30))
    }

    @Test("An attempt that nobody had time for counts for nothing")
    func withdrawn() {
        var throttle = LogOnThrottle()
        for _ in 1...50 {
            #expect(throttle.begin(user: "ann", address: "a", at: start) == nil)
            throttle.withdrawn(user: "ann", address: "a")
        }
        #expect(throttle.count == 0)
    }

    @Test("An hour without a failure forgets all; what is kept is bounded")
    func memory() {
        var throttle = LogOnThrottle()
        for _ in 1...5 { _ = throttle.begin(user: "ann", address: "a", at: start) }
        let later = start.advanced(by: .seconds(3601))
        for _ in 1...5 { #expect(throttle.begin(user: "ann", address: "a", at: later) == nil) }
        #expect(throttle.begin(user: "ann", address: "a", at: later) == .seconds(30))
        for number in 1...40_000 {
            _ = throttle.begin(user: "u\(number)", address: "x\(number)", at: later.advanced(by: .milliseconds(number)))
        }
        #expect(throttle.count <= LogOnThrottle.capacity)
    }
}
