import TestSupport
import Testing

@testable import AMQPClient

@Suite("Acknowledgements that go out together")
struct AckCoalescerTests {
    private var acks = AckCoalescer()

    /// What is sent: the tag, with a plus for "all up to it".
    private mutating func sent(_ tags: UInt64...) -> [String] {
        for tag in tags { acks.acknowledge(tag) }
        return acks.takeAll().map { $0.multiple ? "\($0.tag)+" : "\($0.tag)" }
    }

    @Test("One for all when nothing below is unsettled, in whatever order they came")
    mutating func complete() {
        #expect(acks.isEmpty)
        #expect(sent(1, 2, 3) == ["3+"])
        #expect(sent(6, 4, 5) == ["6+"])
        #expect(sent(7) == ["7"])
        #expect(sent().isEmpty)
        #expect(acks.isEmpty)
    }

    @Test("Those above an unsettled one stand alone until it is settled")
    mutating func gap() {
        #expect(sent(1, 3, 4) == ["1", "3", "4"])
        #expect(sent(5, 7) == ["5", "7"])
        // All up to 5 would do as well, but of 3 to 5 the broker has been told.
        #expect(sent(2) == ["2"])
        #expect(sent(8, 6) == ["8+"])
    }

    @Test("A tag that the broker has been told of is never named again")
    mutating func told() {
        #expect(sent(3) == ["3"])
        #expect(sent(1, 2) == ["2+"])
        acks.settle(5)
        #expect(sent(4) == ["4"])
        #expect(sent(6, 7) == ["7+"])
    }

    @Test("What is rejected counts as settled, and is not acknowledged")
    mutating func rejected() {
        acks.settle(1)
        #expect(acks.isEmpty)
        #expect(sent(2, 3) == ["3+"])
        acks.settle(4)
        #expect(sent().isEmpty)
    }

    @Test("Every delivery is told of exactly once, and none before its time", arguments: 0..<50)
    mutating func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count: UInt64 = 300
        var order = Array(1...count)
        // Nearly in order, as jobs end.
        for index in order.indices {
            order.swapAt(index, min(order.count - 1, index + Int.random(in: 0...20, using: &generator)))
        }
        var unsettled = Set(1...count)
        var known = Set(1...count)
        for tag in order {
            unsettled.remove(tag)
            if Bool.random(using: &generator), Bool.random(using: &generator) {
                acks.settle(tag)
                known.remove(tag)
            } else {
                acks.acknowledge(tag)
            }
            guard Int.random(in: 0..<8, using: &generator) == 0 || unsettled.isEmpty else { continue }
            for (tag, multiple) in acks.takeAll() {
                // The broker closes the channel upon a tag that it does not know.
                try #require(known.contains(tag))
                let told: Set<UInt64> = multiple ? known.filter { $0 <= tag } : [tag]
                #expect(told.isDisjoint(with: unsettled))
                known.subtract(told)
            }
        }
        #expect(known.isEmpty)
    }
}
