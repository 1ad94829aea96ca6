import ActivationDomain
import ActivationPipeline
import Testing

@Suite("How many jobs end in a second")
struct EndRateTests {
    private let start = PipelineFixture.time

    private func after(_ seconds: Double) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    @Test("is not told from the history that is read at the start")
    func replay() {
        var rate = EndRate(since: start)
        for second in 1...1000 { rate.count(endAt: after(-Double(second)), now: after(0.1)) }
        #expect(rate.perSecond(now: after(5)) == nil)
        rate.count(endAt: after(5), now: after(5.2))
        #expect(rate.perSecond(now: after(10)) == 0.1)
    }

    @Test("is not told before enough time has passed")
    func early() {
        var rate = EndRate(since: start)
        for _ in 1...40 { rate.count(endAt: after(0.5), now: after(0.5)) }
        #expect(rate.perSecond(now: after(2.9)) == nil)
        #expect(rate.perSecond(now: after(4)) == 10)
    }

    @Test("is that of the last ten seconds, and 0 when nothing ends any more")
    func window() {
        var rate = EndRate(since: start)
        for tenth in 0..<600 { rate.count(endAt: after(Double(tenth) / 10), now: after(Double(tenth) / 10)) }
        #expect(rate.perSecond(now: after(60)) == 10)
        #expect(rate.perSecond(now: after(65)) == 5)
        #expect(rate.perSecond(now: after(80)) == 0)
    }

    @Test("takes what a clock ahead of the watcher's tells for now")
    func clockAhead() {
        var rate = EndRate(since: start)
        for _ in 1...30 { rate.count(endAt: after(3600), now: after(2)) }
        #expect(rate.perSecond(now: after(3)) == 10)
    }
}
