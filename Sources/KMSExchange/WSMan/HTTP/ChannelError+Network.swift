internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

extension ChannelError {
    /// Reads what the network library reports; none of its own words gets into the text but names of errors.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - certificate: The certificate that the computer has shown, while a handshake fails.
    ///   - showsCertificate: Whether TLS shows the computer a certificate of ours.
    init(network error: any Error, certificate: NIOSSLCertificate? = nil, showsCertificate: Bool = false) {
        switch error {
        case let error as ChannelError: self = error
        case let error as IOError: self = Self.reading(error)
        case NIOCore.ChannelError.connectTimeout: self = .connectTimeout
        case HTTPParserError.invalidEOFState:
            self = .endedWithinAnswer
        case let error as HTTPParserError: self = .protocolViolation(detail: "The answer is not HTTP: \(error).")
        case NIOSSLError.handshakeFailed(let cause):
            self = Self.reading(cause, certificate: certificate, showsCertificate: showsCertificate)
        case let error as BoringSSLError: self = Self.reading(error, showsCertificate: showsCertificate)
        case is NIOSSLError: self = .connectionLost(detail: "The TLS connection ended without its farewell.")
        case let error as NIOSSLExtraError: self = Self.reading(error)
        default: self = .connectionLost(detail: "The connection failed (\(type(of: error))).")
        }
    }

    static let endedWithinAnswer = ChannelError.connectionLost(
        detail: "The connection ended in the middle of the answer."
    )

    private static func reading(_ error: IOError) -> ChannelError {
        switch error.errnoCode {
        case ECONNREFUSED: .connectionRefused
        case ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN: .connectTimeout
        default: .connectionLost(detail: "The connection failed: \(String(cString: strerror(error.errnoCode))).")
        }
    }

    private static func reading(_ error: NIOSSLExtraError) -> ChannelError {
        guard error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch else {
            return .tls(detail: "TLS cannot be spoken with the name that the register gives: mend its address there.")
        }
        return .tls(
            detail:
                "The certificate is for another name than the register gives: issue one for the computer's name, or "
                + "mend the register."
        )
    }

    /// With TLS 1.3, and where the computer asks for a certificate later, its refusal comes after the handshake.
    private static func reading(
        _ error: BoringSSLError,
        certificate: NIOSSLCertificate? = nil,
        showsCertificate: Bool
    ) -> ChannelError {
        let text = "\(error)"
        if text.contains("EOF during handshake") {
            return .connectionLost(detail: "The connection ended during the TLS handshake.")
        }
        guard let reason = TLSReason(text) else { return .tls(detail: "The TLS connection failed.") }
        switch reason.name {
        case "certificate_verify_failed": return .tls(detail: verdict(on: certificate))
        case "wrong_version_number":
            return .tls(detail: "The port does not speak TLS: is it the HTTP port (5985) with the scheme https?")
        default: return reason.error(showedCertificate: showsCertificate)
        }
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
            + "the file that worker.winrm.caFile names, or name one there if it is not set."
    }

    /// A sentence that fits into an event.
    static func shortened(_ text: String, to limit: Int = 300) -> String {
        guard text.utf8.count > limit else { return text }
        var cut = text.prefix(limit)
        while cut.utf8.count > limit { cut.removeLast() }
        return cut + "…"
    }
}
