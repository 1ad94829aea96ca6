internal import NIOSSL

/// The certificate with which the computers serve HTTPS.
package struct LabCertificates: Sendable {
    let context: NIOSSLContext

    /// Reads a certificate chain and its key, both PEM.
    /// - Throws: ``LabError`` when they cannot be read or do not fit each other.
    package init(certificate: String, key: String) throws(LabError) {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            let privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
            context = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(privateKey))
            )
        } catch {
            throw LabError(
                code: .certificate,
                message:
                    "the certificate \(certificate) with key \(key) cannot be used (\(error)); both must be PEM and belong together"
            )
        }
    }
}
