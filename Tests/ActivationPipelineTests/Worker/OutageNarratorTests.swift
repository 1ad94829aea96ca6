import AMQPClient
import ActivationPipeline
import Testing

@Suite("What a log tells of an outage")
struct OutageNarratorTests {
    private let start = ContinuousClock.now
    private let error = AMQPError(.connectionLost, "gone")
    private let unreachable = AMQPError(.unreachable, "no one there")
    private let connected = AMQPConnectionState.connected(AMQPAddress(host: "b", port: 5672))
    private var narrator = OutageNarrator()

    private mutating func heard(_ state: AMQPConnectionState, _ name: String, _ seconds: Int) -> OutageNarrator.Line? {
        narrator.heard(state, of: name, at: start + .seconds(seconds))
    }

    @Test("Ten minutes without a broker, two connections: one line at the loss, a few on the way, one at the return")
    mutating func outage() {
        var lines: [OutageNarrator.Line?] = []
        for name in ["jobs", "events"] { lines.append(heard(connected, name, 0)) }
        for name in ["jobs", "events"] { lines.append(heard(.lost(error), name, 1)) }
        for second in stride(from: 2, to: 601, by: 3) {
            for name in ["jobs", "events"] {
                let state = AMQPConnectionState.waiting(failures: second, unreachable, retryAfter: .seconds(3))
                lines.append(heard(state, name, second))
            }
        }
        lines.append(heard(connected, "events", 601))
        lines.append(heard(connected, "jobs", 603))
        let expected: [OutageNarrator.Line] =
            [.lost(error)]
            + [31, 61, 121, 241, 481].map { .stillLost(unreachable, since: .seconds($0)) }
            + [.back(after: .seconds(602))]
        #expect(lines.compactMap(\.self) == expected)
    }

    @Test("A short loss of one connection: two lines, and the next loss is told again")
    mutating func short() {
        for time in [0, 100] {
            #expect(heard(.lost(error), "jobs", time) == .lost(error))
            #expect(heard(connected, "jobs", time + 1) == .back(after: .seconds(1)))
        }
    }

    @Test("An alarm is told once at each end")
    mutating func alarm() {
        #expect(heard(connected, "events", 0) == nil)
        #expect(heard(.blocked(reason: "low on memory"), "events", 5) == .blocked(reason: "low on memory"))
        #expect(heard(.blocked(reason: "low on memory & disk"), "events", 6) == nil)
        #expect(heard(connected, "events", 65) == .unblocked(after: .seconds(60)))
        #expect(heard(connected, "events", 66) == nil)
    }

    @Test("A refusal is told once at each end")
    mutating func refusal() {
        let refused = AMQPError(.channelClosed, "access refused")
        #expect(heard(.refusing(refused), "events", 5) == .refused(refused))
        #expect(heard(.refusing(refused), "events", 6) == nil)
        #expect(heard(connected, "events", 65) == .accepted(after: .seconds(60)))
        #expect(heard(.refusing(refused), "events", 70) == .refused(refused))
        #expect(heard(.lost(error), "events", 71) == .lost(error))
        #expect(heard(connected, "events", 72) == .back(after: .seconds(1)))
    }

    @Test("A connection that is lost while it is blocked")
    mutating func lostWhileBlocked() {
        #expect(heard(.blocked(reason: "low on disk"), "events", 0) != nil)
        #expect(heard(.lost(error), "events", 5) == .lost(error))
        #expect(heard(connected, "events", 9) == .back(after: .seconds(4)))
        #expect(heard(.ended(error), "events", 10) == nil)
    }
}
