import ActivationPipeline
import NetworkDiagnosis
import Testing

@testable import WorkerSupport

@Suite("doctor: what a user of the broker may do")
struct RightsLookTests {
    private let names = BrokerNames(prefix: "rollcall")

    /// What is said of a user who may do all of some duties, less a few rights.
    private func finding(
        _ duties: Set<BrokerDuty>,
        without: [BrokerRight] = [],
        unknown: Bool = false,
        user: String? = "u"
    ) -> Finding {
        let granted = Set(duties.flatMap { $0.rights(names) }).subtracting(without)
        let all = Set(BrokerDuty.allCases.flatMap { $0.rights(names) })
        let answers = all.map { ($0, granted.contains($0) ? RightsLook.Answer.allowed : unknown ? .unknown : .refused) }
        return RightsLook(names, user: user, Dictionary(uniqueKeysWithValues: answers)).finding
    }

    @Test(
        "Of each user what it is there for",
        arguments: [
            ([.enqueue], "The user u may enqueue jobs.", "enqueue"),
            ([.work], "The user u may take jobs and report what becomes of them.", "work"),
            ([.watch], "The user u may read the status.", "watch"),
            (
                [.enqueue, .work, .watch],
                "The user u may enqueue jobs, and take jobs and report what becomes of them, and read the status.",
                "enqueue work watch"
            ),
        ] as [(Set<BrokerDuty>, String, String)]
    )
    func users(duties: Set<BrokerDuty>, sentence: String, may: String) {
        let found = finding(duties)
        #expect(found.state == .ok)
        #expect(found.sentence == sentence)
        #expect(found.data["may"] == may)
        #expect(found.advice == nil)
    }

    @Test("A right that is lacking is named, and the program that needs it")
    func lacking() {
        let level = BrokerRight.publish(exchange: names.delay(3), key: "doctor")
        let event = BrokerRight.publish(exchange: names.status, key: "-.-.-.activated")
        let found = finding([.work], without: [level, event])
        #expect(found.state == .failed)
        #expect(
            found.sentence == "The user u lacks a right that a worker needs: it may not "
                + "publish to rollcall.status with the key -.-.-.activated, publish to rollcall.delay.03."
        )
        #expect(found.data["lacks"]?.contains("rollcall.delay.03") == true)
        #expect(found.advice?.contains("rollcall topology users") == true)
        let mute = finding([.work], without: BrokerDuty.work.marks(names).filter { $0.words.contains("status") })
        #expect(mute.state == .failed)
        #expect(mute.sentence.hasSuffix(" and 10 more."))
    }

    @Test("No right at all, a certificate in place of a user, and what the broker cannot say")
    func others() {
        let none = finding([], user: nil)
        #expect(none.state == .failed)
        #expect(
            none.sentence == "The user of the certificate may neither enqueue jobs, nor take them, nor read the status."
        )
        #expect(finding([.work], without: [.publish(exchange: names.dead, key: "doctor")], unknown: true).state == .ok)
        let taken = RightsLook(names, user: "u", [.read(queue: names.statusLog): .taken]).finding
        #expect(taken.state == .warning)
        #expect(taken.sentence.contains("no broker should allow"))
    }
}
