import ActivationDomain
import BoardTestSupport
import Testing

@testable import BoardProjection

/// Who speaks, what is overdue, and whether the board could hear of it.
struct WorkerRosterTests {
    private let now = BoardFixture.time

    private func worker(_ name: String, seen seconds: Int) -> WorkerFacts {
        WorkerFacts(
            name: name,
            host: "h",
            version: "1",
            slots: 4,
            running: 0,
            waiting: 0,
            consuming: "open",
            publishing: "open",
            seenAt: now.advanced(by: .seconds(-seconds))
        )
    }

    @Test("One counts as silent a minute after it last spoke")
    func roster() {
        let roster = WorkerRoster([worker("a", seen: 0), worker("b", seen: 60), worker("c", seen: 61)], now: now)
        #expect(roster.speaking.map(\.name) == ["a", "b"])
        #expect(roster.silent.map(\.name) == ["c"])
    }

    @Test("A waiting job is overdue two minutes after its time")
    func overdue() {
        let due = now.advanced(by: .seconds(-120))
        #expect(PaceFacts.overdue(nil, now: now) == nil)
        #expect(PaceFacts.overdue(due, now: now) == nil)
        #expect(PaceFacts.overdue(due, now: now.advanced(by: .seconds(1))) == due)
    }

    @Test("The board hears workers only while it writes and the broker takes messages", arguments: ["blocked", "lost"])
    func hears(_ broker: String) {
        func vitals(_ broker: String, writtenBefore seconds: Int) -> BoardVitals {
            BoardVitals(
                broker: broker,
                brokerDetail: "",
                brokerSince: now,
                startedAt: now,
                writtenAt: now.advanced(by: .seconds(-seconds)),
                isCaughtUp: true
            )
        }
        #expect(vitals("connected", writtenBefore: 20).hearsWorkers(now: now))
        #expect(!vitals("connected", writtenBefore: 21).hearsWorkers(now: now))
        #expect(!vitals(broker, writtenBefore: 0).hearsWorkers(now: now))
    }
}
