import ActivationDomain
import KMSExchange
import Testing

@Suite("How carefully a credential is used")
struct CredentialStateTests {
    private let now = Timestamp(microseconds: 1_788_249_600_000_000)

    private func state(_ refusals: Int = 3) -> CredentialState {
        CredentialState(refusalLimit: refusals, rest: .seconds(1800))
    }

    @Test("is one exchange at a time until it has succeeded once")
    func unproven() {
        var state = state()
        #expect(state.admit("z", now: now) == .granted)
        #expect(state.admit("z", now: now) == .wait)
        state.release()
        #expect(state.admit("z", now: now) == .granted)
        state.succeeded()
        for _ in 0..<10 { #expect(state.admit("z", now: now) == .granted) }
    }

    @Test("is one at a time again after a refusal, once those under way have ended")
    func refused() {
        var state = state()
        #expect(state.admit("z", now: now) == .granted)
        state.succeeded()
        #expect(state.admit("z", now: now) == .granted)
        #expect(state.refused(by: "a", now: now) == nil)
        #expect(state.admit("z", now: now) == .wait)
        state.release()
        #expect(state.admit("z", now: now) == .wait)
        state.release()
        #expect(state.admit("z", now: now) == .granted)
        #expect(state.admit("z", now: now) == .wait)
    }

    @Test("is not again at a computer that has refused it, for as long as a rest")
    func sameComputer() {
        var state = state()
        #expect(state.isOfUse(at: "a", now: now) && !state.isOpen(now: now))
        #expect(state.admit("a", now: now) == .granted)
        #expect(state.refused(by: "a", now: now) == nil)
        state.release()
        let until = now.advanced(by: .seconds(1800))
        #expect(state.admit("a", now: now) == .refused(until: until, mayPass: false))
        #expect(!state.isOfUse(at: "a", now: now))
        #expect(state.admit("b", now: now) == .granted)
        state.succeeded()
        state.release()
        #expect(state.isOpen(now: now))
        #expect(
            state.admit("a", now: now) == .refused(until: until, mayPass: false),
            "that others take it says nothing of this one"
        )
        #expect(state.admit("a", now: until) == .granted)
        #expect(state.refused(by: "c", mayPass: true, now: now) == nil)
        #expect(state.admit("c", now: now) == .refused(until: until, mayPass: true))
    }

    @Test("is a rest after so many distinct computers in a row")
    func rest() {
        var state = state()
        #expect(state.refused(by: "a", now: now) == nil)
        for _ in 0..<5 { #expect(state.refused(by: "a", now: now) == nil, "one computer may be what is wrong") }
        #expect(state.refused(by: "b", now: now) == nil)
        let until = now.advanced(by: .seconds(1800))
        #expect(state.refused(by: "c", now: now) == until)
        #expect(state.refused(by: "d", now: now) == nil, "it is told once")
        #expect(state.admit("z", now: now) == .resting(until: until))
        #expect(state.admit("z", now: until.advanced(by: .microseconds(-1))) == .resting(until: until))
    }

    @Test("begins to count anew after a success")
    func inARow() {
        var state = state()
        for _ in 0..<4 {
            #expect(state.refused(by: "a", now: now) == nil)
            #expect(state.refused(by: "b", now: now) == nil)
            state.succeeded()
        }
    }

    @Test("is one exchange at a time after the rest, and a rest again at the next refusal")
    func afterRest() {
        var state = state(2)
        state.succeeded()
        #expect(state.refused(by: "a", now: now) == nil)
        #expect(state.refused(by: "b", now: now) != nil)
        let later = now.advanced(by: .seconds(1800))
        #expect(state.admit("z", now: later) == .granted)
        #expect(state.admit("z", now: later) == .wait)
        #expect(state.refused(by: "c", now: later) == later.advanced(by: .seconds(1800)))
        let muchLater = later.advanced(by: .seconds(1800))
        state.release()
        #expect(state.admit("z", now: muchLater) == .granted)
        state.succeeded()
        #expect(state.refused(by: "a", now: muchLater) == nil)
    }

    @Test("is a rest at the first refusal where the settings say so")
    func firstRefusal() {
        var state = state(1)
        #expect(state.refused(by: "a", now: now) != nil)
    }

    @Test("is a rest at once when the realm refuses it, for all computers, and told once")
    func realm() {
        var state = state()
        state.succeeded()
        let until = now.advanced(by: .seconds(1800))
        #expect(state.refusedByRealm(now: now) == until)
        #expect(state.refusedByRealm(now: now) == nil && state.refused(by: "a", now: now) == nil)
        #expect(state.admit("z", now: now) == .resting(until: until))
        #expect(!state.isOpen(now: now) && !state.isOfUse(at: "z", now: now))
        #expect(state.admit("z", now: until) == .granted)
        #expect(state.admit("y", now: until) == .wait, "nobody knows yet whether it is good again")
        #expect(state.refusedByRealm(now: until) == until.advanced(by: .seconds(1800)))
    }

    @Test("counts computers anew after a rest that the realm has brought, and a success")
    func afterRealm() {
        var state = state()
        #expect(state.refused(by: "a", now: now) == nil)
        #expect(state.refusedByRealm(now: now) != nil)
        let later = now.advanced(by: .seconds(1800))
        #expect(state.admit("z", now: later) == .granted)
        state.succeeded()
        #expect(state.refused(by: "b", now: later) == nil)
        #expect(state.refused(by: "c", now: later) == nil)
        #expect(state.refused(by: "d", now: later) != nil)
    }
}
