import ActivationDomain
import Testing

@Suite("Error codes")
struct ErrorCodeTests {
    @Test(
        "are read with and without 0x, in any case",
        arguments: [
            ("0xC004F074", "0xC004F074"), ("c004f074", "0xC004F074"), ("0Xc004F074", "0xC004F074"),
            ("00000005", "0x00000005"), ("rollcall_tls", "ROLLCALL_TLS"),
            ("ROLLCALL_CONNECT_TIMEOUT", "ROLLCALL_CONNECT_TIMEOUT"),
        ]
    )
    func read(text: String, expected: String) throws {
        let code = try #require(ErrorCode(text))
        #expect(code.text == expected)
        #expect(code.description == expected)
        #expect(ErrorCode(expected) == code)
    }

    @Test(
        "that are none give nothing",
        arguments: [
            "", "0x", "0xC004F07", "0xC004F0744", "C004F07G", "+C004F07", "-0000000", "0x+C004F07", " C004F074",
            "0x C004F07", "ROLLCALL_", "ROLLCALL", "ROLLCALL_TLS1", "ROLLCALL_TLS ", "ROLLCALL-TLS", "Ｃ004F074",
            "rollcall_groß", "0xC004F074\n",
        ]
    )
    func nonsense(text: String) {
        #expect(ErrorCode(text) == nil)
    }

    @Test(
        "of an HRESULT have eight upper-case digits and give it back",
        arguments: [0, 5, 0xC004_F074, .max] as [UInt32]
    )
    func hresult(value: UInt32) {
        let code = ErrorCode(hresult: value)
        #expect(code.text.utf8.count == 10)
        #expect(code.hresult == value)
        #expect(ErrorCode(code.text) == code)
    }

    @Test("of our own are no HRESULT, and each is there once")
    func own() {
        #expect(ErrorCode.own.allSatisfy { $0.hresult == nil && ErrorCode($0.text) == $0 })
        #expect(Set(ErrorCode.own).count == 19)
    }
}
