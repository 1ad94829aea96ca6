import ActivationPipeline
import Testing

/// The places where a debug build can be made to die.
struct FailPointTests {
    @Test("The points have these names, which the chaos harness and people use")
    func names() {
        #expect(
            FailPoint.allCases.map(\.rawValue) == [
                "after-delivery", "after-running-sent", "after-exchange", "after-follow-up-sent",
                "after-event-confirmed", "after-follow-up-confirmed", "after-end-confirmed", "after-acknowledge",
                "after-hand-back-confirmed", "after-rejection-confirmed", "after-job-confirmed", "after-enrolment",
            ]
        )
    }

    #if DEBUG
    @Test("A plan names a point and the time it is reached, or a computer")
    func plans() {
        #expect(FailPointPlan("after-exchange")?.occasion == .count(1))
        #expect(FailPointPlan("after-exchange:30")?.occasion == .count(30))
        #expect(FailPointPlan("after-exchange@A101-01")?.occasion == .computer("A101-01"))
        #expect(FailPointPlan("after-exchange@A101-01")?.point == .afterExchange)
    }

    @Test(
        "What is no plan is none",
        arguments: ["", "exchange", "after-exchange:", "after-exchange:0", "after-exchange@"]
    )
    func refuses(text: String) {
        #expect(FailPointPlan(text) == nil)
    }
    #endif
}
