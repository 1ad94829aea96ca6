internal import ActivationDomain
internal import NIOSSL

/// From when to when the certificate of the credentials file can be shown: a computer says of another only that it is refused.
struct ClientCertificate {
    private let file: String
    /// The first moment of its time.
    let start: Timestamp
    /// The last.
    let end: Timestamp

    /// Reads the first certificate of a PEM file, which is the account's; its issuers' may follow.
    init(file: String) throws(ChannelError) {
        guard let certificate = try? NIOSSLCertificate.fromPEMFile(file).first else {
            throw .tls(detail: "The file \(file) holds no certificate in PEM: name one that does.")
        }
        self.file = file
        start = Timestamp(certificate: certificate.notValidBefore)
        end = Timestamp(certificate: certificate.notValidAfter)
    }

    /// Looks whether it can be shown at a time.
    func check(at now: Timestamp) throws(ChannelError) {
        if end < now {
            throw .tls(detail: "The certificate \(file) expired on \(end.day): have a new one issued.")
        }
        if now < start {
            throw .tls(
                detail:
                    "The certificate \(file) is not valid before \(start.day): compare the clock of this machine with "
                    + "that of the certificate authority, or wait."
            )
        }
    }
}

extension Timestamp {
    /// Takes seconds since 1970, bounded by the years 0 and 9999, which is all that a certificate can say.
    fileprivate init(certificate seconds: Int) {
        self.init(microseconds: min(max(Int64(seconds), -62_167_219_200), 253_402_300_799) * 1_000_000)
    }

    /// Such as `2026-01-02`, in UTC.
    fileprivate var day: Substring { description.prefix(10) }
}
