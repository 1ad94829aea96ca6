import ActivationDomain
import Testing

@testable import ActivationPipeline

@Suite("The log of ends")
struct EndLogTests {
    @Test("What was mended before a failure is told with it")
    func mended() {
        var evidence = Evidence()
        #expect(EndLog.detail(evidence) == nil)
        evidence.detail = "No KMS host."
        #expect(EndLog.detail(evidence) == "No KMS host.")
        evidence.mended = "clock: the service w32time was restarted"
        #expect(EndLog.detail(evidence) == "No KMS host. (mended: clock: the service w32time was restarted)")
        evidence.detail = nil
        #expect(EndLog.detail(evidence) == "(mended: clock: the service w32time was restarted)")
    }
}
