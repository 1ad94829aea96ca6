import Testing

@testable import NegotiateAuthentication

@Suite("Hash of a password for NTLM")
struct NTHashTests {
    func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(
        "MD4 is that of RFC 1320",
        arguments: [
            ("", "31d6cfe0d16ae931b73c59d7e0c089c0"),
            ("a", "bde52cb31de33e46245e05fbdbd6fb24"),
            ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
            ("message digest", "d9130a8164549fe818874806e1c7014b"),
            ("abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "043f8582f241db351ce627e153e7f0e4"
            ),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "e33b4ddc9c38f2199c3e7b164fcc0536"
            ),
        ]
    )
    func rfc1320(_ text: String, _ expected: String) {
        #expect(hexadecimal(MD4.hash(Array(text.utf8))) == expected)
    }

    @Test("is that of MS-NLMP 4.2.2.1.2")
    func specification() throws {
        #expect(hexadecimal(try NTHash.bytes { Array("Password".utf8) }) == "a4f49c406510bdcab6824ee7c30fd852")
        let digits = try NTHash.withDigits(of: { Array("Password".utf8) }, { String(cString: $0) })
        #expect(digits == "A4F49C406510BDCAB6824EE7C30FD852")
    }

    @Test("is of texts in UTF-8")
    func broken() {
        #expect { try NTHash.bytes { [0xFF] } } throws: { ($0 as? SecurityFailure)?.code == .unusableCredential }
    }
}
