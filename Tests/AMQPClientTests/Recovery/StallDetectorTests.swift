import Testing

@testable import AMQPClient

@Suite("Confirms that do not come")
struct StallDetectorTests {
    private let start = ContinuousClock.now
    private var stall: StallDetector

    init() { stall = StallDetector(limit: .seconds(60), now: start) }

    private mutating func isStalled(_ seconds: Int, isBlocked: Bool = false, _ oldest: [UInt16: UInt64]) -> Bool {
        do {
            try stall.look(at: start + .seconds(seconds), isBlocked: isBlocked) { oldest }
            return false
        } catch {
            return error.code == .connectionLost
        }
    }

    @Test("The same oldest one for too long, whatever else is confirmed")
    mutating func stuck() {
        #expect(!isStalled(0, [1: 7, 2: 1]))
        for second in 1..<60 { #expect(!isStalled(second, [1: 7, 2: UInt64(second)])) }
        #expect(isStalled(60, [1: 7, 2: 99]))
    }

    @Test("Another oldest one, or none, begins anew")
    mutating func progress() {
        #expect(!isStalled(0, [1: 7]))
        #expect(!isStalled(59, [1: 8]))
        #expect(!isStalled(118, [1: 8]))
        #expect(!isStalled(119, [:]))
        #expect(!isStalled(178, [1: 8]))
        #expect(!isStalled(237, [1: 8]))
        #expect(isStalled(238, [1: 8]))
    }

    @Test("The time in which the broker blocks publishes does not count")
    mutating func blocked() {
        #expect(!isStalled(0, [1: 7]))
        #expect(!isStalled(100, isBlocked: true, [1: 7]))
        #expect(!isStalled(101, [1: 7]))
        #expect(!isStalled(160, [1: 7]))
        #expect(isStalled(161, [1: 7]))
    }

    @Test("It does not look at every turn")
    mutating func interval() {
        var looks = 0
        for millisecond in 0..<3000 {
            try? stall.look(at: start + .milliseconds(millisecond), isBlocked: false) {
                looks += 1
                return [:]
            }
        }
        #expect(looks == 3)
    }
}
