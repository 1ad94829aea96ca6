/// What a TLS handshake that came to nothing showed, and the sentence for it.
struct TLSFailure: Sendable {
    /// Why it came to nothing.
    enum Finding: Sendable, CaseIterable {
        /// The peer hung up or said nothing in the midst of it.
        case unfinished
        /// The peer speaks something else.
        case noTLS
        case oldVersion
        case unknownAuthority
        case wrongName
        case expired
        case notYetValid
        /// OpenSSL holds something else against the certificate.
        case notTrusted
        case certificateRequired
        case certificateRefused
        /// The peer ended it for another reason.
        case alert
        /// OpenSSL ended it for another reason.
        case failed
    }

    var finding: Finding
    /// Whether the certificate that was found wrong is an issuer's and not the broker's own.
    var isOfIssuer = false
    /// The DNS names and addresses in the certificate, with commas.
    var names = ""
    /// The common name of who issued it.
    var issuer = ""
    /// When it ends, or begins.
    var limit = ""
    /// OpenSSL's own words.
    var reason = ""

    /// Whether it says nothing of the peer, but that it went away.
    var isUnfinished: Bool { finding == .unfinished }

    /// The error for people, `setting` being what names the address; nil when another attempt may go better.
    func error(_ tls: AMQPTLS?, _ address: AMQPAddress, setting: String = "broker.url") -> AMQPError? {
        switch finding {
        case .unfinished: nil
        case .noTLS:
            AMQPError(
                .invalidConfiguration,
                "what answers at \(address) does not speak TLS; is it the broker's port for amqps (5671 as a rule),"
                    + " or is amqp:// meant?"
            )
        default: AMQPError(.tls, sentence(tls ?? AMQPTLS(), address, setting))
        }
    }

    private func sentence(_ tls: AMQPTLS, _ address: AMQPAddress, _ setting: String) -> String {
        let certificate = isOfIssuer ? "the certificate of an authority of \(address)" : "the certificate of \(address)"
        switch finding {
        case .unknownAuthority:
            return "the certificate of \(address) comes from "
                + (issuer.isEmpty ? "an authority" : "the authority \"\(issuer)\"")
                + " that is not in \(tls.caFile); name the file of your own authority by broker.caFile"
        case .wrongName:
            let has = names.isEmpty ? "it names none (subjectAltName)" : "it is for \(names)"
            return certificate + " is not for \(address.host): \(has); use a name that it has in \(setting),"
                + " or give the broker a certificate with this one"
        case .expired:
            return certificate + " expired" + (limit.isEmpty ? "" : " at \(limit)")
                + "; give the broker a new one, or set this computer's clock right"
        case .notYetValid:
            return certificate + " is not valid yet" + (limit.isEmpty ? "" : ", but from \(limit) on")
                + "; is this computer's clock right?"
        case .oldVersion:
            return "\(address) speaks only versions of TLS older than 1.2; let the broker speak 1.2 or 1.3"
        case .certificateRequired:
            return "\(address) wants a client certificate; set broker.certificateFile and broker.keyFile"
        case .certificateRefused where tls.clientCertificate == nil:
            return "\(address) does not go on without a client certificate (\(reason));"
                + " set broker.certificateFile and broker.keyFile"
        case .certificateRefused:
            return "\(address) does not take the client certificate \(tls.clientCertificate?.certificateFile ?? "")"
                + " (\(reason)); does the broker know its authority?"
        case .alert where reason == "handshake failure" && tls.clientCertificate == nil:
            return "\(address) ends the TLS handshake (\(reason)); if it wants a client certificate, set"
                + " broker.certificateFile and broker.keyFile, else its log says why"
        case .alert:
            return "\(address) ends the TLS handshake (\(reason)); its log says why"
        case .notTrusted:
            return certificate + " is not to be trusted (\(reason))"
        case .failed, .unfinished, .noTLS:
            return "TLS with \(address) comes to nothing (\(reason))"
        }
    }
}
