import NegotiateAuthentication
import Testing

@testable import KMSExchange

@Suite("Choice of the mechanism")
struct MechanismChoiceTests {
    @Test(
        "is made by what is known before anything is sent",
        arguments: [
            (.negotiate, "pc1.example.org", "user@EXAMPLE.ORG", false, .kerberos),
            (.negotiate, "pc1", "user@EXAMPLE.ORG", false, .kerberos),
            (.negotiate, "pc1.example.org", "EXAMPLE\\user", false, .ntlm),
            (.negotiate, "pc1.example.org", ".\\user", false, .ntlm),
            (.negotiate, "pc1.example.org", "user", false, .ntlm),
            (.negotiate, "10.0.0.7", "user@EXAMPLE.ORG", false, .ntlm),
            (.negotiate, "2001:db8::7", "user@EXAMPLE.ORG", false, .ntlm),
            (.negotiate, "pc1.example.org", "user", true, .kerberos),
            (.negotiate, "10.0.0.7", "user", true, .kerberos),
            (.kerberos, "pc1.example.org", "user", false, .kerberos),
            (.kerberos, "10.0.0.7", "EXAMPLE\\user", false, .kerberos),
            (.ntlm, "pc1.example.org", "user@EXAMPLE.ORG", false, .ntlm),
        ] as [(MechanismChoice.Method, String, String, Bool, SecurityMechanism)]
    )
    func first(
        _ method: MechanismChoice.Method,
        _ host: String,
        _ username: String,
        _ hasKeytab: Bool,
        _ expected: SecurityMechanism
    ) {
        #expect(MechanismChoice(method, host: host, username: username, hasKeytab: hasKeytab).first == expected)
    }

    @Test("falls back where Kerberos could not begin, and nowhere else")
    func next() {
        let codes: [SecurityFailure.Code] = [
            .refused, .notGranted, .kdcUnreachable, .clockSkew, .unknownService, .expired, .unusableCredential,
            .noMechanism,
            .badToken,
            .notProtected, .tooLate, .cancelled,
        ]
        for method in MechanismChoice.Method.allCases {
            for hasKeytab in [false, true] {
                let choice = MechanismChoice(method, host: "pc1", username: "user@EXAMPLE.ORG", hasKeytab: hasKeytab)
                for code in codes {
                    let mayFall =
                        method == .negotiate && !hasKeytab && [.kdcUnreachable, .unknownService].contains(code)
                    #expect(choice.next(after: .kerberos, code, hasSent: false) == (mayFall ? .ntlm : nil))
                    #expect(choice.next(after: .kerberos, code, hasSent: true) == nil)
                    #expect(choice.next(after: .ntlm, code, hasSent: false) == nil)
                }
            }
        }
    }
}
