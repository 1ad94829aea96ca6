import Testing

@testable import AMQPClient

@Suite("Confirms and returns")
struct ConfirmTrackerTests {
    private var tracker = ConfirmTracker()
    private let receipts = (0..<8).map { _ in OneShot<Void>() }

    /// Registers publish number `index`, numbers from 0.
    private mutating func register(_ index: Int, key: String = "k", id: String? = nil, mandatory: Bool = true) {
        var properties = MessageProperties()
        properties.messageID = id
        tracker.register(
            OutboundPublish(
                exchange: "x",
                routingKey: key,
                isMandatory: mandatory,
                message: AMQPMessage(properties: properties, body: []),
                receipt: receipts[index]
            )
        )
    }

    private mutating func settle(_ tag: UInt64, multiple: Bool = false, positive: Bool = true) -> Bool {
        tracker.settle(tag: tag, multiple: multiple, positive: positive) { $0.settle($1) }
    }

    private mutating func markReturned(key: String = "k", id: String? = nil) -> Bool {
        tracker.markReturned(
            exchange: "x",
            routingKey: key,
            messageID: id,
            AMQPError(.returned, "back")
        )
    }

    /// One letter a receipt: confirmed, negatively confirmed, returned, other failure, or still open.
    private var results: String {
        receipts.map {
            switch $0.current {
            case nil: "."
            case .success: "c"
            case .failure(let error): error.code == .negativelyConfirmed ? "n" : error.code == .returned ? "r" : "f"
            }
        }.joined()
    }

    @Test("One at a time, in any order")
    mutating func single() {
        for index in 0..<4 { register(index) }
        #expect(settle(3))
        #expect(results == "..c.....")
        #expect(settle(1))
        #expect(settle(4))
        #expect(results == "c.cc....")
        #expect(tracker.unconfirmedCount == 1)
        #expect(settle(2))
        #expect(tracker.unconfirmedCount == 0)
        register(4)
        #expect(settle(5))
        #expect(results == "ccccc...")
    }

    @Test("All up to a number, skipping what is settled")
    mutating func multiple() {
        for index in 0..<6 { register(index) }
        #expect(settle(2, positive: false))
        #expect(settle(4, multiple: true))
        #expect(results == "cncc....")
        #expect(settle(4, multiple: true))
        #expect(tracker.unconfirmedCount == 2)
    }

    @Test("Number 0 with multiple means all so far")
    mutating func multipleZero() {
        #expect(settle(0, multiple: true))
        for index in 0..<3 { register(index) }
        #expect(settle(0, multiple: true, positive: false))
        #expect(results == "nnn.....")
        #expect(settle(0, multiple: true))
        register(3)
        #expect(settle(4))
        #expect(results == "nnnc....")
    }

    @Test("A number that was never given out", arguments: [0, 3, 4, 1 << 62, .max - 1, .max] as [UInt64])
    mutating func unknownTags(tag: UInt64) {
        for index in 0..<2 { register(index) }
        #expect(!settle(tag))
        if tag != 0 { #expect(!settle(tag, multiple: true)) }
        #expect(results == "........")
        #expect(tracker.unconfirmedCount == 2)
    }

    @Test("The largest number is unknown to a channel that has published nothing, too")
    mutating func unknownTagOfEmptyTracker() {
        #expect(!settle(.max))
        #expect(!settle(.max, multiple: true))
        #expect(!settle(1))
    }

    @Test("A number settled before changes nothing")
    mutating func settledTwice() {
        for index in 0..<3 { register(index) }
        #expect(settle(2))
        #expect(settle(2, positive: false))
        #expect(settle(1))
        #expect(settle(1, positive: false))
        #expect(results == "cc......")
    }

    @Test("A return fails its publish at its confirm, though other confirms come between")
    mutating func returned() {
        register(0, key: "there")
        register(1, key: "nowhere")
        register(2, key: "there")
        #expect(markReturned(key: "nowhere"))
        #expect(results == "........")
        #expect(settle(3))
        #expect(settle(1))
        #expect(results == "c.c.....")
        #expect(settle(2))
        #expect(results == "crc.....")
    }

    @Test("A return and a confirm of many")
    mutating func returnedWithinMultiple() {
        for index in 0..<4 { register(index, key: index == 1 ? "nowhere" : "there") }
        #expect(markReturned(key: "nowhere"))
        #expect(settle(4, multiple: true))
        #expect(results == "crcc....")
    }

    @Test("The message's id tells publishes of one key apart")
    mutating func returnedById() {
        for index in 0..<3 { register(index, id: "m\(index)") }
        #expect(markReturned(id: "m2"))
        #expect(markReturned(id: "m0"))
        #expect(settle(3, multiple: true))
        #expect(results == "rcr.....")
    }

    @Test("Without an id the oldest that can be meant is")
    mutating func returnedWithoutId() {
        register(0, mandatory: false)
        for index in 1..<4 { register(index) }
        #expect(markReturned())
        #expect(markReturned())
        #expect(settle(4, multiple: true))
        #expect(results == "crrc....")
    }

    @Test("A return of nothing under way is ignored")
    mutating func unknownReturn() {
        #expect(!markReturned())
        register(0)
        #expect(!markReturned(key: "other"))
        #expect(!markReturned(id: "other"))
        #expect(settle(1))
        #expect(!markReturned())
        #expect(results == "c.......")
    }

    @Test("What is taken out comes in order, without what is settled, and the numbers begin anew")
    mutating func takeAll() {
        for index in 0..<4 { register(index, key: "k\(index)") }
        #expect(settle(2))
        #expect(tracker.takeAll().map(\.routingKey) == ["k0", "k2", "k3"])
        #expect(results == ".c......")
        #expect(tracker.unconfirmedCount == 0)
        register(4)
        #expect(settle(1))
        #expect(results == ".c..c...")
    }

    @Test("What is past its deadline fails, and its confirm may still come")
    mutating func expiry() {
        let start = ContinuousClock.now
        for (index, seconds) in [1, 2, nil, 3].enumerated() {
            tracker.register(
                OutboundPublish.fixture("k", deadline: seconds.map { start + .seconds($0) }, receipt: receipts[index])
            )
        }
        tracker.expire(at: start + .milliseconds(1500))
        #expect(results == "f.......")
        #expect(settle(2, multiple: true))
        #expect(results == "fc......")
        #expect(tracker.unconfirmedCount == 2)
        tracker.expire(at: start + .seconds(60))
        #expect(tracker.unconfirmedCount == 2)
        #expect(settle(3))
        tracker.expire(at: start + .seconds(60))
        #expect(results == "fccf....")
    }
}
