import Foundation
import TestSupport
import Testing

@testable import rollcall_chaos

/// How much may happen twice, and how much did.
struct RepeatBoundTests {
    @Test("Nothing may be repeated when nothing happened")
    func nothing() {
        let bound = RepeatBound(slots: 20, longestWait: 30, chain: 3)
        #expect(bound.executions == 0)
        #expect(bound.events == 0)
    }

    @Test("Each death and each lost connection repeats at most the slots, each of them to the end of its chain")
    func losses() {
        var bound = RepeatBound(workerDeaths: 2, slots: 20, chain: 3)
        #expect(bound.executions == 2 * 20 * 3)
        bound.consumingLosses = 1
        bound.publishingLosses = 1
        #expect(bound.executions == 4 * 20 * 3)
        #expect(bound.events == 2 * bound.executions + 2 * 20)
    }

    @Test(
        "A broker's death repeats at most 32 messages of each queue of the ladder in use",
        arguments: [(0.0, 0), (1.0, 1), (3.0, 2), (4.0, 3), (18.0, 5)]
    )
    func ladder(wait: Double, queues: Int) {
        let bound = RepeatBound(brokerDeaths: 1, slots: 20, longestWait: wait)
        #expect(bound.ladderQueues == queues)
        #expect(bound.executions == 32 * queues)
    }

    @Test("Executions beyond the attempts are repeated; what an attempt left out counts for no other computer")
    func executions() throws {
        let lines = ["A", "a", "a", "b"].map {
            #"{"time": "", "computer": "\#($0)", "action": "activate", "product": "windows", "result": "ok"}"#
        }
        let ledger = try lines.map { try JSONDecoder().decode(LedgerEntry.self, from: Data($0.utf8)) }
        let count = ExecutionCount(ledger, attempts: ["a/windows": 1, "b/windows": 3])
        #expect(count.total == 4)
        #expect(count.repeated == 2)
    }
}
