/// A stable code for why an attempt did not succeed: an HRESULT, or one of the project's own words.
///
/// People and dashboards group by it, so it is never a sentence. HRESULTs are written as `0x` and eight upper-case
/// digits; what is no HRESULT begins with `ROLLCALL_`.
package struct ErrorCode: Sendable, Hashable {
    /// The code as it appears in events and in the catalogue.
    package let text: String

    private init(text: String) {
        self.text = text
    }

    /// The code of an HRESULT.
    package init(hresult: UInt32) {
        let digits = String(hresult, radix: 16, uppercase: true)
        self.init(text: "0x" + String(repeating: "0", count: 8 - digits.count) + digits)
    }

    /// Reads `0xC004F074`, `C004F074` (any case) or `ROLLCALL_…`; nil for anything else.
    package init?(_ text: String) {
        if text.uppercased().hasPrefix("ROLLCALL_") {
            let upper = text.uppercased()
            // Upper case alone would make letters of ours out of others, such as SS out of a sharp s.
            guard text.utf8.allSatisfy({ $0 < 0x80 }), upper.utf8.count > 9,
                upper.utf8.allSatisfy({ (65...90).contains($0) || $0 == 95 })
            else { return nil }
            self.init(text: upper)
            return
        }
        let digits = text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
        // A sign would be taken for a part of the number.
        guard digits.utf8.count == 8, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            return nil
        }
        self.init(hresult: value)
    }

    /// The HRESULT, when the code is one.
    package var hresult: UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : nil
    }

    package static let connectionRefused = ErrorCode(text: "ROLLCALL_CONNECTION_REFUSED")
    package static let connectTimeout = ErrorCode(text: "ROLLCALL_CONNECT_TIMEOUT")
    package static let exchangeTimeout = ErrorCode(text: "ROLLCALL_EXCHANGE_TIMEOUT")
    package static let connectionLost = ErrorCode(text: "ROLLCALL_CONNECTION_LOST")
    package static let tls = ErrorCode(text: "ROLLCALL_TLS")
    package static let authentication = ErrorCode(text: "ROLLCALL_AUTHENTICATION")
    package static let hostKey = ErrorCode(text: "ROLLCALL_HOST_KEY")
    package static let scriptsUnavailable = ErrorCode(text: "ROLLCALL_SCRIPTS_UNAVAILABLE")
    package static let kerberos = ErrorCode(text: "ROLLCALL_KERBEROS")
    package static let protocolViolation = ErrorCode(text: "ROLLCALL_PROTOCOL")
    package static let notInRegister = ErrorCode(text: "ROLLCALL_NOT_IN_REGISTER")
    package static let registerMismatch = ErrorCode(text: "ROLLCALL_REGISTER_MISMATCH")
    package static let addressNotAllowed = ErrorCode(text: "ROLLCALL_ADDRESS_NOT_ALLOWED")
    package static let nameNotFound = ErrorCode(text: "ROLLCALL_NAME_NOT_FOUND")
    package static let noDNS = ErrorCode(text: "ROLLCALL_NO_DNS")
    package static let noKMSEdition = ErrorCode(text: "ROLLCALL_NO_KMS_EDITION")
    package static let workerCrashed = ErrorCode(text: "ROLLCALL_WORKER_CRASHED")
    package static let unsupported = ErrorCode(text: "ROLLCALL_UNSUPPORTED")
    package static let registerStale = ErrorCode(text: "ROLLCALL_REGISTER_STALE")

    /// Every code that the project itself gives; each must stand in the catalogue.
    package static let own: [ErrorCode] = [
        .connectionRefused, .connectTimeout, .exchangeTimeout, .connectionLost, .tls, .authentication,
        .kerberos, .protocolViolation, .notInRegister, .registerMismatch, .addressNotAllowed, .nameNotFound,
        .noDNS, .noKMSEdition,
        .workerCrashed, .unsupported, .registerStale, .hostKey, .scriptsUnavailable,
    ]
}

extension ErrorCode: CustomStringConvertible {
    package var description: String { text }
}
