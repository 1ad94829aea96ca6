import Testing

@testable import KMSExchange

@Suite("What a server offers to log on by")
struct HTTPChallengeTests {
    @Test(
        "is read with its token, and whatever its parameters hold",
        arguments: [
            ("Negotiate", [("Negotiate", nil)]),
            ("Negotiate AQID", [("Negotiate", [1, 2, 3])]),
            ("kerberos AQ==", [("kerberos", [1])]),
            ("Negotiate, Basic realm=\"WSMAN\", Kerberos", [("Negotiate", nil), ("Basic", nil), ("Kerberos", nil)]),
            ("Digest realm=\"a, b\", nonce=\"x\", Basic", [("Digest", nil), ("Basic", nil)]),
            ("Negotiate !!!", [("Negotiate", nil)]), ("", []), (" , ,", []),
        ] as [(String, [(String, [UInt8]?)])]
    )
    func reading(_ header: String, _ expected: [(String, [UInt8]?)]) {
        #expect(HTTPChallenge.all(in: header) == expected.map { HTTPChallenge(scheme: $0.0, token: $0.1) })
    }

    @Test("has a name without case")
    func names() {
        #expect(HTTPChallenge(scheme: "NEGOTIATE").isOf("Negotiate"))
        #expect(!HTTPChallenge(scheme: "Negotiate2").isOf("Negotiate"))
    }
}
