import Foundation
import NIOSSL
import TestSupport

/// A certificate of the test's own, made by openssl, and the files that it is in.
struct SelfSigned {
    var certificatePath: String
    var keyPath: String
    var serverContext: NIOSSLContext

    /// Makes one for a DNS name in a new folder; `days` below zero makes one that has expired.
    init(name: String, days: Int = 2) throws {
        let folder = try TestFolder.make("certificate")
        let key = folder.appendingPathComponent("key.pem").path
        keyPath = key
        certificatePath = folder.appendingPathComponent("certificate.pem").path
        let request = folder.appendingPathComponent("request.pem").path
        try Self.openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
            request,
            "-subj", "/CN=test", "-addext", "subjectAltName=DNS:\(name)",
        ])
        // Unlike `req -x509`, this takes a number of days below zero.
        try Self.openssl([
            "x509", "-req", "-in", request, "-signkey", key, "-days", String(days), "-copy_extensions", "copy", "-out",
            certificatePath,
        ])
        serverContext = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
            )
        )
    }

    /// What a server has that lets in only who shows this certificate.
    func serverContext(asking client: SelfSigned) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificatePath).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
        )
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(client.certificatePath))
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: configuration)
    }

    /// Puts the certificate in the place of another file.
    func copyCertificate(to path: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: certificatePath)).write(to: URL(fileURLWithPath: path))
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}
