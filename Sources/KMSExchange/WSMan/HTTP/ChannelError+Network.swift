internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

extension ChannelError {
    /// Reads what the network library reports.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - certificate: The certificate that the computer has shown, while a handshake fails.
    init(network error: any Error, certificate: NIOSSLCertificate? = nil) {
        switch error {
        case let error as ChannelError: self = error
        case let error as IOError: self = Self.reading(error)
        case NIOCore.ChannelError.connectTimeout: self = .connectTimeout
        case HTTPParserError.invalidEOFState:
            self = .connectionLost(detail: "The connection ended in the middle of the answer.")
        case let error as HTTPParserError: self = .protocolViolation(detail: "The answer is not HTTP: \(error).")
        case let error as NIOSSLError: self = Self.reading(error, certificate: certificate)
        case let error as NIOSSLExtraError: self = Self.reading(error)
        case let error as BoringSSLError: self = .tls(detail: Self.shortened("The TLS connection failed: \(error)."))
        default: self = .connectionLost(detail: Self.shortened("The connection failed: \(error)."))
        }
    }

    private static func reading(_ error: IOError) -> ChannelError {
        switch error.errnoCode {
        case ECONNREFUSED: .connectionRefused
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: .connectTimeout
        default: .connectionLost(detail: shortened("The connection failed: \(error)."))
        }
    }

    private static func reading(_ error: NIOSSLExtraError) -> ChannelError {
        guard error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch else {
            return .tls(detail: shortened("The TLS connection failed: \(error)."))
        }
        return .tls(
            detail:
                "The certificate is for another name than the register gives: issue one for the computer's name, or "
                + "mend the register."
        )
    }

    private static func reading(_ error: NIOSSLError, certificate: NIOSSLCertificate?) -> ChannelError {
        guard case .handshakeFailed(let cause) = error else {
            return .connectionLost(detail: shortened("The TLS connection ended: \(error)."))
        }
        let text = "\(cause)"
        if text.contains("EOF during handshake") {
            return .connectionLost(detail: "The connection ended during the TLS handshake.")
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return .tls(detail: verdict(on: certificate)) }
        if text.contains("WRONG_VERSION_NUMBER") {
            return .tls(detail: "The port does not speak TLS: is it the HTTP port (5985) with the scheme https?")
        }
        return .tls(detail: shortened("The TLS handshake failed: \(text)."))
    }

    /// The library says only that the certificate was refused; its dates tell the rest.
    private static func verdict(on certificate: NIOSSLCertificate?) -> String {
        let now = time(nil)
        if let certificate, certificate.notValidAfter < now {
            return "The computer's certificate has expired: issue a new one."
        }
        if let certificate, certificate.notValidBefore > now {
            return "The computer's certificate is not valid yet: compare the clocks of the computer, its certificate "
                + "authority and the worker."
        }
        return "The computer's certificate comes from an issuer that is not trusted: put the issuer's certificate into "
            + "the file of trust roots."
    }

    /// A sentence that fits into an event.
    static func shortened(_ text: String, to limit: Int = 300) -> String {
        guard text.utf8.count > limit else { return text }
        var cut = text.prefix(limit)
        while cut.utf8.count > limit { cut.removeLast() }
        return cut + "…"
    }
}
