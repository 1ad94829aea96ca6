import Testing

@testable import LabSimulator

@Suite struct LogOnStateTests {
    typealias Request = LogOnState.Request
    typealias Action = LogOnState.Action
    static let token = Authorization.token(.negotiate, [1])
    static let windows = LabAuthentication(methods: [.negotiate, .kerberos], encryption: .required)

    private func established(
        _ rules: LabAuthentication = LogOnStateTests.windows,
        isTLS: Bool = false,
        after: Int? = nil
    ) -> LogOnState {
        var state = LogOnState(rules, isTLS: isTLS, forgetsAfter: after)
        _ = state.received(Request(authorization: Self.token, body: .empty))
        #expect(state.stepped(.stands(isAllowed: true, isBound: isTLS), .empty) == .greet)
        return state
    }

    @Test func asksForALogOnAndLetsItGoOnThenStand() {
        var state = LogOnState(Self.windows, isTLS: false)
        #expect(state.received(Request()) == .refuse(isCounted: false))
        #expect(state.received(Request(authorization: Self.token)) == .step([1], .negotiate, isFirst: true))
        #expect(state.stepped(.goesOn, .plain) == .challenge(.negotiate))
        #expect(
            state.received(Request(authorization: .token(.negotiate, [2]), body: .empty))
                == .step([2], .negotiate, isFirst: false)
        )
        #expect(state.stepped(.stands(isAllowed: true, isBound: false), .empty) == .greet)
        #expect(state.phase == .established(.negotiate))
        #expect(state.received(Request(body: .encrypted)) == .answer(isKnown: true, isSealed: true))
    }

    @Test func anotherSchemeOrARequestWithoutATokenBeginsAnew() {
        var state = LogOnState(Self.windows, isTLS: false)
        _ = state.received(Request(authorization: Self.token))
        _ = state.stepped(.goesOn, .empty)
        #expect(
            state.received(Request(authorization: .token(.kerberos, [3]))) == .step([3], .kerberos, isFirst: true)
        )
        #expect(state.received(Request()) == .refuse(isCounted: false))
        #expect(state.received(Request(authorization: Self.token)) == .step([1], .negotiate, isFirst: true))
        // Nobody asked for this.
        var other = LogOnState(Self.windows, isTLS: false)
        #expect(other.stepped(.stands(isAllowed: true, isBound: true), .empty) == .refuse(isCounted: false))
    }

    @Test func aTokenOnAConnectionThatIsLoggedOnReplacesTheLogOn() {
        var state = established()
        #expect(state.received(Request(authorization: Self.token)) == .step([1], .negotiate, isFirst: true))
        #expect(state.phase == .negotiating(.negotiate))
        #expect(state.stepped(.failed, .encrypted) == .refuse(isCounted: true))
        #expect(state.received(Request(body: .encrypted)) == .refuse(isCounted: false))
    }

    @Test func onlyEncryptedBodiesWhereTheyMustBe() {
        var state = established()
        #expect(state.received(Request(body: .plain)) == .refusePlain)
        #expect(state.received(Request(body: .encrypted)) == .answer(isKnown: true, isSealed: true))
        var allowed = established(LabAuthentication(methods: [.negotiate], encryption: .allowed))
        #expect(allowed.received(Request(body: .plain)) == .answer(isKnown: true, isSealed: false))
        var overTLS = established(isTLS: true)
        #expect(overTLS.received(Request(body: .plain)) == .answer(isKnown: true, isSealed: false))
        #expect(overTLS.received(Request(body: .encrypted)) == .answer(isKnown: true, isSealed: true))
        // The last token may come with the first body.
        var first = LogOnState(Self.windows, isTLS: false)
        _ = first.received(Request(authorization: Self.token))
        #expect(first.stepped(.stands(isAllowed: true, isBound: false), .plain) == .refusePlain)
    }

    @Test(arguments: LabAuthentication.ChannelBinding.allCases, [false, true])
    func strictWantsBindingsOverTLS(_ level: LabAuthentication.ChannelBinding, _ isTLS: Bool) {
        var rules = Self.windows
        rules.channelBinding = level
        for isBound in [false, true] {
            var state = LogOnState(rules, isTLS: isTLS)
            _ = state.received(Request(authorization: Self.token))
            let action = state.stepped(.stands(isAllowed: true, isBound: isBound), .empty)
            #expect((action == .refuse(isCounted: true)) == (level == .strict && isTLS && !isBound))
        }
    }

    @Test func aUserWhomTheComputerDoesNotKnowIsRefused() {
        var state = LogOnState(Self.windows, isTLS: false)
        _ = state.received(Request(authorization: Self.token))
        #expect(state.stepped(.stands(isAllowed: false, isBound: false), .empty) == .refuse(isCounted: true))
        #expect(state.phase == .anonymous)
    }

    @Test func whatIsNotOfferedIsRefusedUncounted() {
        var state = LogOnState(LabAuthentication(methods: [.kerberos], encryption: .required), isTLS: false)
        for authorization in [Self.token, .token(.ntlm, [1]), .basic("Basic eDp5"), .certificate, .unknown] {
            #expect(state.received(Request(authorization: authorization)) == .refuse(isCounted: false))
        }
    }

    @Test func basicOverHTTPGoesWithPlainBodiesOnly() {
        let basic = Request(authorization: .basic("Basic eDp5"))
        var rules = LabAuthentication(methods: [.negotiate, .basic], encryption: .required)
        #expect(rules.offers(isTLS: false) == ["Negotiate"])
        #expect(rules.offers(isTLS: true) == ["Negotiate", "Basic realm=\"WSMAN\""])
        var state = LogOnState(rules, isTLS: false)
        #expect(state.received(basic) == .refuse(isCounted: false))
        state = LogOnState(rules, isTLS: true)
        #expect(state.received(basic) == .checkPassword("Basic eDp5"))
        rules.encryption = .allowed
        state = LogOnState(rules, isTLS: false)
        #expect(state.received(basic) == .checkPassword("Basic eDp5"))
        #expect(state.checked(isRight: true) == .answer(isKnown: true, isSealed: false))
        #expect(state.checked(isRight: false) == .refuse(isCounted: true))
    }

    @Test func certificatesGoWithTLSOnly() {
        let rules = LabAuthentication(methods: [.certificate])
        var state = LogOnState(rules, isTLS: true)
        #expect(state.received(Request(authorization: .certificate)) == .checkCertificate)
        state = LogOnState(rules, isTLS: false)
        #expect(state.received(Request(authorization: .certificate)) == .refuse(isCounted: false))
    }

    @Test func whoTheComputerIsMayBeAskedWithoutALogOn() {
        var state = LogOnState(Self.windows, isTLS: false)
        #expect(state.received(Request(asksWhoItIs: true)) == .answer(isKnown: false, isSealed: false))
        #expect(
            state.received(Request(authorization: Self.token, asksWhoItIs: true))
                == .step([1], .negotiate, isFirst: true)
        )
    }

    @Test func forgetsTheLogOnOnceAfterSoManyOperations() {
        var state = established(after: 2)
        for _ in 0..<2 { #expect(state.received(Request(body: .encrypted)) == .answer(isKnown: true, isSealed: true)) }
        #expect(state.received(Request(body: .encrypted)) == .refuse(isCounted: false))
        #expect(state.received(Request(body: .encrypted)) == .refuse(isCounted: false))
        _ = state.received(Request(authorization: Self.token, body: .empty))
        #expect(state.stepped(.stands(isAllowed: true, isBound: false), .empty) == .greet)
        for _ in 0..<9 { #expect(state.received(Request(body: .encrypted)) == .answer(isKnown: true, isSealed: true)) }
    }

    @Test(arguments: [
        ("Negotiate AQI=", Authorization.token(.negotiate, [1, 2])),
        ("negotiate  AQI=", .token(.negotiate, [1, 2])),
        ("Kerberos AQI=", .token(.kerberos, [1, 2])),
        ("NTLM AQI=", .token(.ntlm, [1, 2])),
        ("Basic eDp5", .basic("Basic eDp5")),
        ("http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual", .certificate),
        ("Negotiate", .unknown), ("Negotiate ", .unknown), ("Negotiate !!", .unknown), ("", .unknown),
        ("Digest x", .unknown), ("Negotiate " + String(repeating: "A", count: 200_000), .unknown),
    ])
    func readsTheHeader(_ header: String, _ authorization: Authorization) {
        #expect(Authorization(header) == authorization)
    }
}
