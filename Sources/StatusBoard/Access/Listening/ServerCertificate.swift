internal import Foundation
internal import NIOSSL

/// The board's certificate and key, read and found to belong together.
struct ServerCertificate: Sendable {
    let context: NIOSSLContext
    /// When the certificate ends.
    let endsAt: Date

    /// Reads both files.
    ///
    /// - Throws: ``BoardServerError`` with the setting, the file and what is wrong with it.
    init(certificateFile: String, keyFile: String) throws(BoardServerError) {
        let chain = try ServerCertificate.certificates(certificateFile)
        let key = try ServerCertificate.key(keyFile)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw BoardServerError(
                .settings,
                "board.keyFile: the key \(keyFile) does not belong to the certificate \(certificateFile)"
            )
        }
        endsAt = chain.first.map { Date(timeIntervalSince1970: TimeInterval($0.notValidAfter)) } ?? .distantPast
    }

    private static func certificates(_ path: String) throws(BoardServerError) -> [NIOSSLCertificate] {
        let bytes = try content(path, "board.certificateFile", isSecret: false)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else {
            throw BoardServerError(.settings, "board.certificateFile: \(path) holds no certificate in PEM")
        }
        return chain
    }

    private static func key(_ path: String) throws(BoardServerError) -> NIOSSLPrivateKey {
        let bytes = try content(path, "board.keyFile", isSecret: true)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw BoardServerError(.settings, "board.keyFile: \(path) holds no key in PEM without a passphrase")
        }
        return key
    }

    private static func content(
        _ path: String,
        _ setting: String,
        isSecret: Bool
    ) throws(BoardServerError) -> [UInt8] {
        do throws(PrivateFile.Failure) {
            return try PrivateFile.read(path, isSecret: isSecret)
        } catch {
            throw BoardServerError(.settings, "\(setting): \(path) \(error.clause)")
        }
    }
}
