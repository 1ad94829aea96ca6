internal import CRabbitMQ
internal import CRabbitMQTLS
internal import Glibc

/// The socket of a connection that is being made, over TCP or over TLS.
///
/// The connection's state owns it, and must still be there when this object goes.
final class BrokerSocket {
    private let socket: OpaquePointer
    /// What the TLS handshake shows; the library's callbacks write into it as long as this object lives.
    private let report: UnsafeMutablePointer<rollcall_tls_report>
    private let tls: AMQPTLS?
    private let address: AMQPAddress
    private let setting: String
    /// The numeric address that it is connected to.
    private(set) var target: String?

    /// Makes a connection's socket, with what TLS needs.
    ///
    /// - Throws: `invalidConfiguration` when a file of TLS cannot be used.
    init(
        _ state: amqp_connection_state_t,
        _ configuration: AMQPConfiguration,
        _ address: AMQPAddress
    ) throws(AMQPError) {
        let report = UnsafeMutablePointer<rollcall_tls_report>.allocate(capacity: 1)
        report.initialize(to: rollcall_tls_report())
        self.report = report
        self.address = address
        setting = configuration.setting(of: address)
        tls = configuration.tls
        let made = tls == nil ? amqp_tcp_socket_new(state) : rollcall_tls_socket_new(state, report)
        guard let made else {
            report.deallocate()
            throw AMQPError(.unreachable, "there is no memory for a socket to the broker")
        }
        socket = made
        if let tls { try TLSFiles.use(tls, made) }
        guard tls == nil || expect(address.host) else {
            throw AMQPError(
                .invalidConfiguration,
                "the broker's name \(address.host) is none that a certificate can have"
            )
        }
    }

    // The connection lives on, or is destroyed after this.
    deinit {
        if tls != nil { rollcall_tls_forget(socket) }
        report.deallocate()
    }

    /// The certificate must be for what the settings name, not for what that was found to stand for.
    private func expect(_ host: String) -> Bool {
        if let numeric = SystemNames.numericAddress(host) {
            // The zone of a link-local address is this computer's affair.
            return rollcall_tls_expect(socket, report, String(numeric.prefix { $0 != "%" }), 1) != 0
        }
        return rollcall_tls_expect(socket, report, host.last == "." ? String(host.dropLast()) : host, 0) != 0
    }

    /// Connects to a numeric address, and shakes hands.
    ///
    /// - Returns: what went wrong; nil when the connection stands.
    func open(_ target: String, port: Int, within limit: Duration) -> ConnectFailure? {
        rollcall_tls_reset(report)
        var time = timeval(limit)
        let status = amqp_socket_open_noblock(socket, target, Int32(port), &time)
        guard status != AMQP_STATUS_OK.rawValue else {
            self.target = target
            return nil
        }
        let failure = tlsFailure
        if failure?.isUnfinished ?? true, status == AMQP_STATUS_TIMEOUT.rawValue {
            return ConnectFailure(
                target: target,
                reason: failure == nil ? "no answer" : "no answer to the TLS handshake"
            )
        }
        if let failure {
            let error = failure.error(tls, address, setting: setting)
            return ConnectFailure(target: target, reason: "it hangs up in the TLS handshake", verdict: error)
        }
        let reason = status == AMQP_STATUS_SOCKET_ERROR.rawValue ? ConnectProbe.reason(target, port: port) : nil
        return ConnectFailure(target: target, reason: reason ?? String(cString: amqp_error_string2(status)))
    }

    /// OpenSSL's connection, which lives as long as the library's state; nil without TLS.
    var tlsConnection: OpaquePointer? { tls == nil ? nil : report.pointee.connection }

    /// What TLS holds against the peer; nil when there was no handshake.
    ///
    /// To be asked right after the call that failed, on the same thread.
    var tlsFailure: TLSFailure? {
        guard tls != nil, let finding = TLSFailure.Finding(rollcall_tls_judge(report)) else { return nil }
        return TLSFailure(
            finding: finding,
            isOfIssuer: report.pointee.verify_depth > 0,
            names: String(cString: rollcall_tls_names(report)),
            issuer: String(cString: rollcall_tls_issuer(report)),
            limit: String(cString: rollcall_tls_limit(report)),
            reason: String(cString: rollcall_tls_reason(report))
        )
    }
}

extension TLSFailure.Finding {
    fileprivate init?(_ finding: rollcall_tls_finding) {
        switch finding {
        case ROLLCALL_TLS_NO_HANDSHAKE: return nil
        case ROLLCALL_TLS_UNFINISHED: self = .unfinished
        case ROLLCALL_TLS_NO_TLS: self = .noTLS
        case ROLLCALL_TLS_OLD_VERSION: self = .oldVersion
        case ROLLCALL_TLS_UNKNOWN_AUTHORITY: self = .unknownAuthority
        case ROLLCALL_TLS_WRONG_NAME: self = .wrongName
        case ROLLCALL_TLS_EXPIRED: self = .expired
        case ROLLCALL_TLS_NOT_YET_VALID: self = .notYetValid
        case ROLLCALL_TLS_NOT_TRUSTED: self = .notTrusted
        case ROLLCALL_TLS_CERTIFICATE_REQUIRED: self = .certificateRequired
        case ROLLCALL_TLS_CERTIFICATE_REFUSED: self = .certificateRefused
        case ROLLCALL_TLS_ALERT: self = .alert
        default: self = .failed
        }
    }
}

extension timeval {
    /// Seconds and microseconds of a duration.
    init(_ duration: Duration) {
        let parts = duration.components
        self.init(tv_sec: Int(parts.seconds), tv_usec: Int(parts.attoseconds / 1_000_000_000_000))
    }
}
