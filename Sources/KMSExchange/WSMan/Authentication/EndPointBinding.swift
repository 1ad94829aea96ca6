internal import Crypto
internal import NegotiateAuthentication

/// What ties a log-on to the TLS connection that it goes over: the hash of the computer's certificate.
///
/// As `tls-server-end-point` (RFC 5929 section 4). Whoever passes the log-on on over a connection of his own has another
/// certificate.
enum EndPointBinding {
    /// The bindings for a connection to who showed this certificate, in DER.
    static func bindings(certificate: [UInt8]) -> ChannelBindings {
        let hash: [UInt8] =
            switch CertificateSignature(certificate: certificate) {
            case .sha256: Array(SHA256.hash(data: certificate))
            case .sha384: Array(SHA384.hash(data: certificate))
            case .sha512: Array(SHA512.hash(data: certificate))
            }
        return ChannelBindings(applicationData: Array("tls-server-end-point:".utf8) + hash)
    }
}
