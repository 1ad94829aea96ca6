import ActivationDomain
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing

@testable import KMSExchange

@Suite("What the network reports")
struct ChannelErrorNetworkTests {
    @Test(
        "System errors",
        arguments: [
            (ECONNREFUSED, "ROLLCALL_CONNECTION_REFUSED"), (EHOSTUNREACH, "ROLLCALL_CONNECT_TIMEOUT"),
            (ENETUNREACH, "ROLLCALL_CONNECT_TIMEOUT"), (ETIMEDOUT, "ROLLCALL_CONNECT_TIMEOUT"),
            (ECONNRESET, "ROLLCALL_CONNECTION_LOST"), (EPIPE, "ROLLCALL_CONNECTION_LOST"),
        ]
    )
    func systemErrors(_ number: Int32, _ code: String) {
        let error = KMSExchange.ChannelError(network: IOError(errnoCode: number, reason: "connect"))
        #expect(error.code.text == code)
    }

    @Test("The texts are sentences, with nothing of a library's own words")
    func sentences() {
        func detail(_ error: any Error) -> String? { KMSExchange.ChannelError(network: error).detail }
        #expect(
            detail(IOError(errnoCode: ECONNRESET, reason: "read")) == "The connection failed: Connection reset by peer."
        )
        #expect(detail(NIOSSLError.uncleanShutdown) == "The TLS connection ended without its farewell.")
        #expect(detail(BoringSSLError.zeroReturn) == "The TLS connection failed.")
        #expect(detail(ChannelPipelineError.notFound) == "The connection failed (ChannelPipelineError).")
    }

    @Test(
        "Alerts by which a computer refuses a certificate, and others",
        arguments: [
            ("10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA", "unknown_ca", true),
            ("10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE", "bad_certificate", true),
            ("1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED", "certificate_required", true),
            ("10000419:SSL routines:OPENSSL_internal:TLSV1_ALERT_ACCESS_DENIED", "access_denied", true),
            ("10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake_failure", true),
            ("10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR", "internal_error", false),
        ]
    )
    func alerts(_ text: String, _ name: String, _ refuses: Bool) throws {
        let reason = try #require(TLSReason("sslError([Error: 268436504 error:\(text) at /a/tls_record.cc:592])"))
        #expect(reason.name == name && reason.isAlert)
        let shown = reason.error(showedCertificate: true)
        #expect((shown.code == .authentication) == refuses)
        #expect(ExchangeResult(shown).isRefusal == refuses)
        // Who has shown none has nothing refused.
        #expect(!ExchangeResult(reason.error(showedCertificate: false)).isRefusal)
        for error in [shown, reason.error(showedCertificate: false)] {
            #expect(error.detail?.contains("(TLS alert \(name))") == true && error.detail?.contains("/a/") == false)
        }
    }

    @Test("The end of the stream in an answer is a loss, other broken HTTP is not")
    func http() {
        #expect(KMSExchange.ChannelError(network: HTTPParserError.invalidEOFState).code == .connectionLost)
        #expect(KMSExchange.ChannelError(network: HTTPParserError.invalidConstant).code == .protocolViolation)
        #expect(KMSExchange.ChannelError(network: NIOCore.ChannelError.connectTimeout(.seconds(1))) == .connectTimeout)
    }
}
