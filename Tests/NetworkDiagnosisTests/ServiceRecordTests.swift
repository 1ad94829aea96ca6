import TestSupport
import Testing

@testable import NetworkDiagnosis

@Suite("Service records")
struct ServiceRecordTests {
    private func record(_ priority: UInt16, _ weight: UInt16, _ target: String) -> ServiceRecord {
        ServiceRecord(priority: priority, weight: weight, port: 1688, target: target)
    }

    @Test("come by priority, each once, whatever is drawn")
    func priorities() {
        let records = [
            record(10, 0, "c"), record(0, 5, "a"), record(65_535, 65_535, "e"), record(0, 0, "b"),
            record(10, 65_535, "d"),
        ]
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let ordered = ServiceRecord.ordered(records, using: &generator)
            #expect(ordered.map(\.priority) == [0, 0, 10, 10, 65_535])
            #expect(Set(ordered) == Set(records))
        }
        var generator = SeededGenerator(seed: 0)
        #expect(ServiceRecord.ordered([], using: &generator).isEmpty)
    }

    @Test("of one priority come first as often as their weights say")
    func weights() {
        let records = [record(0, 3, "heavy"), record(0, 1, "light"), record(0, 0, "none")]
        var generator = SeededGenerator(seed: 7)
        var first: [String: Int] = [:]
        let draws = 10_000
        for _ in 0..<draws {
            let ordered = ServiceRecord.ordered(records, using: &generator)
            first[ordered[0].target, default: 0] += 1
        }
        // Of the numbers 0 to 4, one is for weight 0, one for weight 1 and three for weight 3.
        #expect((5800...6200).contains(first["heavy"] ?? 0), "\(first)")
        #expect((1800...2200).contains(first["light"] ?? 0), "\(first)")
        #expect((1800...2200).contains(first["none"] ?? 0), "\(first)")
    }

    @Test("that all have weight 0 stay in their order")
    func noWeights() {
        var generator = SeededGenerator(seed: 3)
        let records = ["x", "y", "z"].map { record(1, 0, $0) }
        #expect(ServiceRecord.ordered(records, using: &generator) == records)
    }
}
