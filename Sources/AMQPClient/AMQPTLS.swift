/// How the broker proves who it is, and this side to the broker, when they speak TLS.
///
/// The broker's certificate and its name are always verified; there is nothing to switch that off. TLS 1.2 or later is
/// spoken. The files are read at each connect, so that a renewed certificate needs no restart.
public struct AMQPTLS: Sendable, Hashable {
    /// A certificate of this side, in PEM.
    public struct ClientCertificate: Sendable, Hashable {
        /// The path of the certificate, with any intermediate ones behind it.
        public var certificateFile: String
        /// The path of its key, without a passphrase.
        ///
        /// Refused when others may read it: its mode must be 0600 or less, or 0640 if it belongs to root.
        public var keyFile: String

        /// Makes one of its files.
        public init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Debian's collection of public authorities, of the package ca-certificates.
    public static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

    /// The path of the certificates of the authorities that may vouch for the broker, in PEM.
    ///
    /// Default ``systemAuthorities``.
    public var caFile = AMQPTLS.systemAuthorities
    /// What is shown to a broker that asks for it.
    ///
    /// Default none.
    public var clientCertificate: ClientCertificate?

    /// Makes the default: the system's authorities, no certificate.
    public init() {}
}
