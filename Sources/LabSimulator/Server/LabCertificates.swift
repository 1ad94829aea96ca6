internal import NIOSSL

/// The certificate with which the computers serve HTTPS, and those with which clients may log on.
package struct LabCertificates: Sendable {
    let context: NIOSSLContext
    /// What a client's log-on must be bound to, where it is bound.
    let binding: [UInt8]

    /// Reads a certificate chain and its key, both PEM.
    ///
    /// - Parameters:
    ///   - certificate: the chain.
    ///   - key: its key.
    ///   - clientAuthority: who has signed the certificates of clients; nil asks for none.
    /// - Throws: ``LabError`` when they cannot be read or do not fit each other.
    package init(certificate: String, key: String, clientAuthority: String? = nil) throws(LabError) {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate)
            let privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(privateKey)
            )
            if let clientAuthority {
                configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clientAuthority))
                configuration.certificateVerification = .optionalVerification
            }
            context = try NIOSSLContext(configuration: configuration)
            binding = EndPointBinding.bytes(try chain.first?.toDERBytes() ?? [])
        } catch {
            throw LabError(
                code: .certificate,
                message:
                    "the certificate \(certificate) with key \(key) cannot be used (\(error)); both must be PEM and belong together"
            )
        }
    }
}
