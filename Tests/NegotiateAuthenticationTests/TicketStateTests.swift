import Testing

@testable import NegotiateAuthentication

@Suite("State of an account's ticket")
struct TicketStateTests {
    let start = ContinuousClock.now
    let refused = SecurityFailure(.refused, "no")

    func ticket(_ lifetime: Duration, after: Duration = .zero) -> KerberosTicket {
        KerberosTicket(principal: "user@EXAMPLE.ORG", lifetime: lifetime, obtained: start + after)
    }

    /// The action in one word.
    func want(_ state: inout TicketState, after: Duration) -> String {
        switch state.want(start + after) {
        case .use(_, true): "renew"
        case .use(_, false): "use"
        case .wait: "wait"
        case .begin: "begin"
        case .fail(let failure): "\(failure.code)"
        }
    }

    @Test("logs on once, then uses the ticket, then renews it once, then waits")
    func life() {
        var state = TicketState()
        #expect(want(&state, after: .zero) == "begin")
        #expect(want(&state, after: .zero) == "wait")
        state.ended(.success(ticket(.seconds(36_000))), isAwaited: true, start)
        #expect(want(&state, after: .seconds(1)) == "use")
        #expect(want(&state, after: .seconds(35_399)) == "use")
        #expect(want(&state, after: .seconds(35_401)) == "renew")
        #expect(want(&state, after: .seconds(35_402)) == "use")
        #expect(want(&state, after: .seconds(35_969)) == "use")
        #expect(want(&state, after: .seconds(35_970)) == "wait")
        state.ended(.success(ticket(.seconds(36_000), after: .seconds(35_971))), isAwaited: true, start)
        #expect(want(&state, after: .seconds(35_971)) == "use")
    }

    @Test("renews a short ticket in its last fifth, and does not use its last tenth")
    func shortLife() {
        var state = TicketState()
        _ = want(&state, after: .zero)
        state.ended(.success(ticket(.seconds(50))), isAwaited: true, start)
        #expect(want(&state, after: .seconds(40)) == "use")
        #expect(want(&state, after: .seconds(41)) == "renew")
        #expect(want(&state, after: .milliseconds(44_999)) == "use")
        #expect(want(&state, after: .seconds(45)) == "wait")
    }

    @Test("keeps the ticket while it lasts when the next one cannot be had, and tries again")
    func noAnswer() {
        var state = TicketState()
        _ = want(&state, after: .zero)
        state.ended(.success(ticket(.seconds(50))), isAwaited: true, start)
        #expect(want(&state, after: .seconds(41)) == "renew")
        state.ended(.failure(SecurityFailure(.kdcUnreachable, "silence")), isAwaited: false, start)
        #expect(want(&state, after: .seconds(42)) == "renew")
        state.ended(.failure(SecurityFailure(.kdcUnreachable, "silence")), isAwaited: false, start)
        #expect(want(&state, after: .seconds(46)) == "begin")
    }

    @Test("tells a refusal that nobody has heard of once, without asking again")
    func refusal() {
        var state = TicketState()
        _ = want(&state, after: .zero)
        state.ended(.success(ticket(.seconds(50))), isAwaited: true, start)
        #expect(want(&state, after: .seconds(41)) == "renew")
        state.ended(.failure(refused), isAwaited: false, start)
        #expect(want(&state, after: .seconds(42)) == "refused")
        #expect(want(&state, after: .seconds(42)) == "begin")
        state.ended(.failure(refused), isAwaited: true, start)
        #expect(want(&state, after: .seconds(43)) == "begin")
    }

    @Test("answers by a refusal of the realm for as long as it is to be remembered, and by no other failure")
    func memory() {
        for awaited in [true, false] {
            var state = TicketState(memory: .seconds(300))
            _ = want(&state, after: .zero)
            state.ended(.failure(SecurityFailure(.notGranted, "an error")), isAwaited: true, start)
            #expect(want(&state, after: .seconds(1)) == "begin")
            state.ended(.failure(refused), isAwaited: awaited, start + .seconds(2))
            for _ in 0..<3 { #expect(want(&state, after: .seconds(2)) == "refused") }
            #expect(want(&state, after: .milliseconds(301_999)) == "refused")
            #expect(want(&state, after: .seconds(302)) == "begin")
            state.ended(.success(ticket(.seconds(3_600), after: .seconds(302))), isAwaited: true, start + .seconds(302))
            #expect(want(&state, after: .seconds(303)) == "use")
        }
    }

    @Test("lets go of a ticket that is of no use, but not of the one after it")
    func drop() {
        var state = TicketState()
        _ = want(&state, after: .zero)
        let first = ticket(.seconds(50))
        state.ended(.success(first), isAwaited: true, start)
        state.drop(first)
        #expect(want(&state, after: .seconds(1)) == "begin")
        state.ended(.success(ticket(.seconds(50))), isAwaited: true, start)
        state.drop(first)
        #expect(want(&state, after: .seconds(1)) == "use")
    }

    @Test("does not use a ticket without a lifetime")
    func noLife() {
        var state = TicketState()
        _ = want(&state, after: .zero)
        state.ended(.success(ticket(.zero)), isAwaited: true, start)
        #expect(want(&state, after: .zero) == "begin")
    }
}
