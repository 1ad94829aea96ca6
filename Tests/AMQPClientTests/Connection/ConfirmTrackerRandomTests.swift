import Testing

@testable import AMQPClient

@Suite("Confirms against a model")
struct ConfirmTrackerRandomTests {
    /// SplitMix64: the same walk for the same seed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    /// Every publish ever made, in the most obvious form.
    private struct Model {
        struct Publish {
            var key: String?
            var isReturned = false
            var result: String?
        }
        var publishes: [Publish] = []

        mutating func markReturned(_ key: String) -> Bool {
            guard
                let index = publishes.firstIndex(where: { $0.result == nil && !$0.isReturned && $0.key == key })
            else { return false }
            publishes[index].isReturned = true
            return true
        }

        mutating func settle(_ tag: Int, multiple: Bool, positive: Bool) -> Bool {
            if multiple, tag == 0 { return settle(upTo: publishes.count, from: 1, positive) }
            guard tag >= 1, tag <= publishes.count else { return false }
            return settle(upTo: tag, from: multiple ? 1 : tag, positive)
        }

        private mutating func settle(upTo last: Int, from first: Int, _ positive: Bool) -> Bool {
            for tag in first..<(last + 1) where publishes[tag - 1].result == nil {
                publishes[tag - 1].result = publishes[tag - 1].isReturned ? "returned" : positive ? "ack" : "nack"
            }
            return true
        }
    }

    @Test("Every publish has the model's result, given once", arguments: 1...40 as ClosedRange<UInt64>)
    func walk(seed: UInt64) {
        var generator = Generator(state: seed)
        var tracker = ConfirmTracker()
        var model = Model()
        var receipts: [OneShot<Void>] = []
        var settled: [ObjectIdentifier: Int] = [:]
        for _ in 0..<600 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let key = ["a", "b", nil].randomElement(using: &generator) ?? nil
                let receipt = OneShot<Void>()
                receipts.append(receipt)
                model.publishes.append(Model.Publish(key: key))
                tracker.register(
                    OutboundPublish(
                        exchange: "x",
                        routingKey: key ?? "c",
                        isMandatory: key != nil,
                        message: AMQPMessage(properties: MessageProperties(), body: []),
                        receipt: receipt
                    )
                )
            case 5:
                let key = Bool.random(using: &generator) ? "a" : "b"
                let isKnown = tracker.markReturned(
                    exchange: "x",
                    routingKey: key,
                    messageID: nil,
                    AMQPError(.returned, "back")
                )
                #expect(isKnown == model.markReturned(key))
            default:
                let newest = model.publishes.count
                let tag = Int.random(in: max(0, newest - 12)...(newest + 1), using: &generator)
                let multiple = Int.random(in: 0..<6, using: &generator) == 0
                let positive = Int.random(in: 0..<4, using: &generator) != 0
                let isKnown = tracker.settle(tag: UInt64(tag), multiple: multiple, positive: positive) {
                    settled[ObjectIdentifier($0), default: 0] += 1
                    $0.settle($1)
                }
                #expect(isKnown == model.settle(tag, multiple: multiple, positive: positive), "tag \(tag) of \(newest)")
            }
            #expect(tracker.unconfirmedCount == model.publishes.count { $0.result == nil })
        }
        for (receipt, publish) in zip(receipts, model.publishes) {
            let result =
                switch receipt.current {
                case nil: String?.none
                case .success: "ack"
                case .failure(let error): error.code == .returned ? "returned" : "nack"
                }
            #expect(result == publish.result)
            #expect(settled[ObjectIdentifier(receipt)] == (publish.result == nil ? nil : 1))
        }
    }
}
