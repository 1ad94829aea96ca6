import Testing

@testable import NegotiateAuthentication

@Suite("What a number of libkrb5 means")
struct KerberosCodeTests {
    /// That of an error by its number in the protocol (RFC 4120, section 7.5.9).
    private func code(_ number: Int, _ request: KerberosLibrary.Request) -> SecurityFailure.Code {
        KerberosLibrary.code(of: -1_765_328_384 + number, request)
    }

    @Test(
        "is a refusal of the account where the realm says so: unknown, expired, revoked, password expired or wrong",
        arguments: [1, 6, 18, 23, 24, 31]
    )
    func refused(_ number: Int) {
        #expect(code(number, .logOn) == .refused)
    }

    @Test(
        "is none where a log-on ended by what may be another's fault: no common cipher, a policy, changed keys, any error",
        arguments: [12, 14, 20, 41, 44, 45, 60, 127]
    )
    func notGranted(_ number: Int) {
        #expect(code(number, .logOn) == .notGranted)
    }

    @Test(
        "is not the account's where a ticket for a computer was asked for",
        arguments: [7, 12, 14, 20, 31, 41, 44, 60]
    )
    func service(_ number: Int) {
        #expect(![.refused, .notGranted].contains(code(number, .service)))
    }
}
