import NegotiateAuthentication
import Testing

@testable import KMSExchange

@Suite("Channel bindings of a TLS connection", .timeLimit(.minutes(3)))
struct EndPointBindingTests {
    /// How openssl signs, and the hash by which it is to be asked for the fingerprint (RFC 5929 section 4.1).
    static let signatures: [(key: String, options: [String], hash: String)] = [
        ("rsa:2048", ["-sha1"], "sha256"),
        ("rsa:2048", ["-sha256"], "sha256"),
        ("rsa:2048", ["-sha384"], "sha384"),
        ("rsa:2048", ["-sha512"], "sha512"),
        ("rsa:2048", ["-sha1", "-sigopt", "rsa_padding_mode:pss"], "sha256"),
        ("rsa:2048", ["-sha256", "-sigopt", "rsa_padding_mode:pss"], "sha256"),
        ("rsa:2048", ["-sha384", "-sigopt", "rsa_padding_mode:pss"], "sha384"),
        ("rsa:2048", ["-sha512", "-sigopt", "rsa_padding_mode:pss"], "sha512"),
        ("ec", ["-sha256"], "sha256"),
        ("ec", ["-sha384"], "sha384"),
        ("ec", ["-sha512"], "sha512"),
        ("ed25519", [], "sha256"),
    ]

    @Test("are the hash of the certificate by its signature's own function", arguments: signatures)
    func hash(_ key: String, _ options: [String], _ hash: String) async throws {
        let certificate = try await TestCertificate.make(key, options)
        let expected = Array("tls-server-end-point:".utf8) + (try await certificate.fingerprint(hash))
        #expect(EndPointBinding.bindings(certificate: certificate.bytes).applicationData == expected)
    }

    @Test("take SHA-256 for what is no certificate")
    func nothing() {
        let useless: [[UInt8]] = [
            [], [0x30], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x02, 0x30, 0x05],
        ]
        for bytes in useless {
            #expect(EndPointBinding.bindings(certificate: bytes).applicationData.count == 21 + 32)
        }
    }
}
