import NegotiateAuthentication
import TestSupport
import Testing

@testable import KMSExchange

/// What a computer sends before it has proved anything.
@Suite("Random input of the log-on")
struct AuthenticationFuzzTests {
    @Test("an encrypted body is read or refused, and what is read can be written")
    func encryptedBody() async throws {
        let bytes = EncryptedBodyTests.bytes(EncryptedBodyTests.lines)
        let words = [
            "--Encrypted Boundary", "--", "\r\n", "\t", ":", ";Length=", "Length=9223372036854775808", "-- ",
            "OriginalContent: type=a;Length=1\r\n", "Content-Type: application/octet-stream\r\n",
        ].map { Array($0.utf8) }
        try await Fuzz("encrypted-body", cases: 3_000).run(
            input: { Mutation.spoil(bytes, words: words, &$0) },
            text: Fuzz.text
        ) { bytes in
            guard let body = try? EncryptedBody(contentType: EncryptedBodyTests.type, bytes) else { return }
            let again = try EncryptedBody(contentType: body.header, body.bytes)
            try Fuzz.require(again == body, "\(body) was read back as \(again)")
        }
    }

    @Test("a header's value is taken apart, whatever it is")
    func header() async throws {
        let words = [";", "=", "\"", "\";\"", "boundary=", "protocol=", " "].map { Array($0.utf8) }
        try await Fuzz("mime-header", cases: 3_000).run(
            input: { Mutation.spoil(Array(EncryptedBodyTests.type.utf8), words: words, &$0) },
            text: Fuzz.text
        ) { bytes in
            let header = MIMEHeader(String(decoding: bytes, as: UTF8.self))
            try Fuzz.require(!header.value.contains(";") || header.value.contains("\""), "\(header)")
        }
    }

    @Test("a certificate has a hash, whatever it is")
    func certificate() async throws {
        let certificate = try await TestCertificate.make("rsa:2048", ["-sha384"]).bytes
        try await Fuzz("certificate", cases: 3_000).run(
            input: { random in
                // Most of it is a key and a signature; the structure is in the beginning and near the end.
                Mutation.spoil(certificate, words: [[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x06, 0x80]], &random)
            },
            text: Fuzz.text
        ) { bytes in
            let data = EndPointBinding.bindings(certificate: bytes).applicationData
            try Fuzz.require([53, 69, 85].contains(data.count), "\(data.count) bytes")
        }
    }
}
