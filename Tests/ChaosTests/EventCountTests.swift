import Foundation
import Testing

@testable import rollcall_chaos

/// The counting of what the status log says, which the harness's verdict rests on.
struct EventCountTests {
    private func event(
        _ id: String,
        _ job: String,
        _ state: String,
        attempt: Int = 1,
        time: String = "2026-09-01T08:00:00.5Z",
        next: String? = nil
    ) throws -> RawEvent {
        let wait = next.map { #", "nextAttemptAt": "\#($0)""# } ?? ""
        let text = """
            {"id": "\(id)", "type": "rollcall.activation.\(state)", "source": "/rollcall/worker/w1", "time": "\(time)",
             "data": {"job": "\(job)", "state": "\(state)", "attempt": \(attempt), "product": "windows",
                      "computer": {"name": "C-\(job)"}\(wait)}}
            """
        return try JSONDecoder().decode(RawEvent.self, from: Data(text.utf8))
    }

    @Test("Of one id the first event counts; a repeat that says otherwise is a contradiction, not a conflict")
    func firstCounts() throws {
        var count = EventCount()
        for event in [
            try event("j/1/running", "j", "running"), try event("j/1/running", "j", "running"),
            try event("j/end", "j", "failed"), try event("j/end", "j", "activated"),
        ] {
            count.take(event)
        }
        #expect(count.ends["j"]?.state == "failed")
        #expect(count.repeated == 2)
        #expect(count.conflicting.isEmpty)
        #expect(count.contradictions.map { $0.ends.map(\.state) } == [["failed", "activated"]])
    }

    @Test("A last state under another id is a conflict")
    func conflict() throws {
        var count = EventCount()
        count.take(try event("j/end", "j", "activated"))
        count.take(try event("j/2/failed", "j", "failed", attempt: 2))
        #expect(count.conflicting == ["j"])
    }

    @Test("What is said after the end adds no attempt; a job without an end is told")
    func attempts() throws {
        var count = EventCount()
        count.take(try event("j/1/running", "j", "running"))
        count.take(try event("j/end", "j", "activated"))
        count.take(try event("j/2/running", "j", "running", attempt: 2))
        count.take(try event("k/1/running", "k", "running"))
        #expect(count.attemptsByPair == ["c-j/windows": 1, "c-k/windows": 1])
        #expect(count.unended.count == 1)
        #expect(count.unended.first?.hasPrefix("c-k/windows (running, attempt 1") == true)
    }

    @Test("The longest wait is that between an event and its next attempt")
    func waits() throws {
        var count = EventCount()
        count.take(try event("j/1/deferred", "j", "deferred", next: "2026-09-01T08:00:09.5Z"))
        #expect(count.longestWait == 9)
    }

    @Test("The cause of a contradiction is the last fault before the second end")
    func cause() throws {
        let log = FaultLog()
        log.note("first")
        log.note("second")
        let now = FaultLog.now
        func ends(_ second: Double) -> EventCount.Contradiction {
            .init(job: "j", ends: [.init(state: "failed", seconds: 0), .init(state: "activated", seconds: second)])
        }
        #expect(log.cause(of: ends(now + 1))?.name == "second")
        #expect(log.cause(of: ends(now - 60)) == nil)
    }
}
