import AMQPClient
import Foundation
import TestSupport
import Testing

@Suite("Files for TLS", .timeLimit(.minutes(2)))
struct TLSFilesTests {
    /// The error of a connect that must not come as far as the network.
    private func problem(_ tls: AMQPTLS) async throws -> String {
        var configuration = try AMQPConfiguration(uri: "amqps://u:Geheim@127.0.0.1:\(try Listener.freePort())/")
        configuration.tls = tls
        let error = try #require(await failure { _ = try await AMQPConnection.connect(configuration) })
        #expect(error.code == .invalidConfiguration)
        #expect(!error.message.contains("Geheim") && !error.message.contains("BEGIN"))
        return error.message
    }

    private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("That cannot be used are named with what is wrong")
    func problems() async throws {
        try await withCertificates { folder in
            let authority = try await TestAuthority("ca", in: folder)
            let (mine, other) = (try await authority.issue("a"), try await authority.issue("b"))
            try write("no certificate", to: folder + "/text")
            var tls = AMQPTLS()
            tls.caFile = folder + "/none"
            #expect(try await problem(tls) == "the CA file (broker.caFile) \(folder)/none does not exist")
            tls.caFile = folder
            #expect(try await problem(tls).contains("is no regular file"))
            tls.caFile = folder + "/text"
            #expect(
                try await problem(tls).contains(
                    "the CA file (broker.caFile) \(folder)/text holds no usable certificate"
                )
            )
            tls.caFile = authority.certificate

            func own(_ certificate: String, _ key: String) async throws -> String {
                tls.clientCertificate = .init(certificateFile: certificate, keyFile: key)
                return try await problem(tls)
            }
            #expect(try await own(folder + "/none", mine.key).contains("the certificate file \(folder)/none does not"))
            #expect(try await own(folder + "/text", mine.key).contains("/text holds no usable certificate"))
            #expect(try await own(mine.certificate, folder + "/none").contains("the key file \(folder)/none does not"))
            #expect(try await own(mine.certificate, folder + "/text").contains("/text holds no usable private key"))
            #expect(try await own(mine.certificate, other.key).contains("does not belong to the certificate in"))
            #expect(try await own(mine.certificate, folder + "/a\0b").contains("is no path"))
        }
    }

    /// Only root may give a file to another user.
    @Test("A key that belongs to another user is refused", .enabled(if: geteuid() == 0))
    func foreignKey() async throws {
        try await withCertificates { folder in
            let authority = try await TestAuthority("ca", in: folder)
            let issued = try await authority.issue("a")
            #expect(chown(issued.key, 65534, 65534) == 0)
            var tls = AMQPTLS()
            tls.caFile = authority.certificate
            tls.clientCertificate = .init(certificateFile: issued.certificate, keyFile: issued.key)
            #expect(try await problem(tls).hasSuffix("another user (its number is 65534); run: chown 0 \(issued.key)"))
        }
    }

    @Test("A key that others may read is refused", arguments: [0o644, 0o604, 0o660, 0o602])
    func openKey(mode: Int) async throws {
        try await withCertificates { folder in
            let authority = try await TestAuthority("ca", in: folder)
            let issued = try await authority.issue("a")
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: issued.key)
            var tls = AMQPTLS()
            tls.caFile = authority.certificate
            tls.clientCertificate = .init(certificateFile: issued.certificate, keyFile: issued.key)
            #expect(try await problem(tls).contains("can be reached by others"))
            #expect(try await problem(tls).contains("chmod 600 \(issued.key)"))
        }
    }

    @Test("A key with a passphrase is refused, and nobody is asked for it")
    func passphrase() async throws {
        try await withCertificates { folder in
            let authority = try await TestAuthority("ca", in: folder)
            let issued = try await authority.issue("a")
            let key = folder + "/encrypted.key"
            try await Program(
                "/usr/bin/openssl",
                ["pkey", "-aes256", "-passout", "pass:secret", "-in", issued.key, "-out", key]
            ).succeeded()
            var tls = AMQPTLS()
            tls.caFile = authority.certificate
            tls.clientCertificate = .init(certificateFile: issued.certificate, keyFile: key)
            #expect(try await problem(tls).contains("has a passphrase"))
        }
    }
}
