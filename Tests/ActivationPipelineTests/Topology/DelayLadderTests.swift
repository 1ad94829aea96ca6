import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("The delay ladder's arithmetic")
struct DelayLadderTests {
    @Test("keeps short delays as they are, and at least a second")
    func short() {
        for seconds in 1...31 { #expect(DelayLadder.quantise(.seconds(seconds)) == seconds) }
        for delay in [Duration.zero, .milliseconds(1), .seconds(-5), .seconds(Int64.min)] {
            #expect(DelayLadder.quantise(delay) == 1)
        }
        #expect(DelayLadder.quantise(.milliseconds(2600)) == 3)
    }

    @Test("is off by 1/32 at most, in five hops at most")
    func precision() {
        for seconds in 32...200_000 {
            let held = DelayLadder.quantise(.seconds(seconds))
            #expect(abs(held - seconds) * 32 <= seconds)
            #expect(held.nonzeroBitCount <= 5)
        }
    }

    @Test("holds longer delays longer")
    func monotone() {
        var random = SeededGenerator(seed: 41)
        var last = 0
        for seconds in (0..<20_000).map({ _ in Int.random(in: 0...3_000_000, using: &random) }).sorted() {
            let held = DelayLadder.quantise(.seconds(seconds))
            #expect(held >= last)
            #expect((1...DelayLadder.longest).contains(held))
            #expect(held.nonzeroBitCount <= 5)
            last = held
        }
    }

    @Test("never goes past the longest delay", arguments: [2_097_150, 2_097_151, 2_097_152, 1 << 40, Int64.max])
    func longest(seconds: Int64) {
        let held = DelayLadder.quantise(.seconds(seconds))
        #expect(held <= DelayLadder.longest)
        #expect(held.nonzeroBitCount <= 5)
        #expect((DelayLadder.longest - held) * 32 <= DelayLadder.longest)
    }

    @Test("writes a delay as 21 bits and the lane", arguments: [1, 2, 31, 544, 86_400, 2_031_616])
    func routingKey(seconds: Int) throws {
        for lane in Lane.allCases {
            let key = DelayLadder.routingKey(seconds, lane: lane)
            let words = key.split(separator: ".", omittingEmptySubsequences: false)
            #expect(key.utf8.count < 255)
            #expect(words.count == 22)
            #expect(words.last.map(String.init) == lane.rawValue)
            let bits = words.dropLast().joined()
            #expect(Int(bits, radix: 2) == seconds)
            #expect(
                bits.firstIndex(of: "1").map { 20 - bits.distance(from: bits.startIndex, to: $0) }
                    == DelayLadder.level(seconds)
            )
        }
    }

    @Test("binds each level by its own bit")
    func bindingKeys() {
        #expect(DelayLadder.bindingKey(20, waits: true) == "1.#")
        #expect(DelayLadder.bindingKey(20, waits: false) == "0.#")
        #expect(DelayLadder.bindingKey(18, waits: true) == "*.*.1.#")
        for level in 0...DelayLadder.topLevel {
            #expect(DelayLadder.bindingKey(level, waits: true).split(separator: ".").count == 22 - level)
        }
    }
}
