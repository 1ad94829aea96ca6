import Testing

@testable import NegotiateAuthentication

@Suite("Leaving a silent KDC alone")
struct KDCBreakerTests {
    let clock = TestClock()
    let silence = SecurityFailure(.kdcUnreachable, "silence")
    let breaker: KDCBreaker

    init() {
        let clock = clock
        breaker = KDCBreaker { clock.now }
    }

    func mayCall(_ key: String = "A") -> Bool {
        (try? breaker.enter(key)) != nil
    }

    @Test("lasts thirty seconds, for one realm")
    func rest() {
        #expect(mayCall() && mayCall())
        breaker.ended("A", silence)
        #expect(breaker.isResting("A") && !mayCall() && mayCall("B"))
        clock.advance(.seconds(29))
        #expect(!mayCall())
        clock.advance(.seconds(1))
        #expect(!breaker.isResting("A"))
    }

    @Test("ends with one call that goes first")
    func probe() {
        #expect(mayCall())
        breaker.ended("A", silence)
        clock.advance(.seconds(30))
        #expect(mayCall())
        #expect(!mayCall())
        breaker.ended("A", silence)
        clock.advance(.seconds(30))
        #expect(mayCall())
        breaker.ended("A", nil)
        #expect(mayCall() && mayCall())
    }

    @Test("ends with any answer")
    func answers() {
        for code in [SecurityFailure.Code.refused, .notGranted, .unknownService, .clockSkew, .expired] {
            #expect(mayCall() && mayCall())
            breaker.ended("A", silence)
            #expect(breaker.isResting("A"))
            breaker.ended("A", SecurityFailure(code, "an answer"))
            #expect(!breaker.isResting("A"))
        }
    }

    @Test("goes on when the first call is never heard of again")
    func lostProbe() {
        #expect(mayCall())
        breaker.ended("A", silence)
        clock.advance(.seconds(30))
        #expect(mayCall())
        clock.advance(.seconds(30))
        #expect(mayCall())
    }

    @Test("begins when someone gives up a call that is under way, not one that never began")
    func givenUp() {
        breaker.gaveUp("A")
        #expect(!breaker.isResting("A") && mayCall())
        breaker.gaveUp("A")
        #expect(breaker.isResting("A") && !mayCall())
        // The answer comes after all.
        breaker.ended("A", nil)
        breaker.gaveUp("A")
        #expect(!breaker.isResting("A") && mayCall())
    }
}
