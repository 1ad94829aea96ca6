import Foundation
import TestSupport
import Testing

@testable import LabSimulator

@Suite(.timeLimit(.minutes(3))) struct CertificateTests {
    /// A certificate (DER) by openssl's command line, and its fingerprint by a hash.
    private func certificate(_ options: [String], _ hash: String) async throws -> (bytes: [UInt8], print: [UInt8]) {
        let folder = try TestFolder.make("certificate")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "certificate.der").path
        let key = folder.appending(path: "key.pem").path
        try await Program(
            "/usr/bin/openssl",
            ["req", "-x509", "-nodes", "-keyout", key, "-outform", "DER", "-out", path, "-subj", "/CN=test"] + options
        ).succeeded()
        let text = try await Program(
            "/usr/bin/openssl",
            ["x509", "-inform", "DER", "-in", path, "-noout", "-fingerprint", "-\(hash)"]
        ).succeeded()
        let digits = text.drop { $0 != "=" }.dropFirst().split { $0 == ":" || $0 == "\n" }
        return ([UInt8](try Data(contentsOf: URL(filePath: path))), digits.compactMap { UInt8($0, radix: 16) })
    }

    static let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]

    @Test(
        arguments: [("sha1", "sha256"), ("sha256", "sha256"), ("sha384", "sha384"), ("sha512", "sha512")],
        [CertificateTests.curve, ["-newkey", "rsa:2048"]]
    )
    func bindingsAreTheHashOfTheCertificate(_ hashes: (String, String), _ key: [String]) async throws {
        let made = try await certificate(key + ["-\(hashes.0)"], hashes.1)
        #expect(!made.print.isEmpty)
        #expect(EndPointBinding.bytes(made.bytes) == Array("tls-server-end-point:".utf8) + made.print)
    }

    @Test func aClientIsWhomItsPrincipalNameSays() async throws {
        let name = "subjectAltName=DNS:x,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:anna@localhost"
        let named = try await certificate(Self.curve + ["-addext", name], "sha256")
        #expect(ClientCertificate.principal(named.bytes) == "anna@localhost")
        #expect(ClientCertificate.principal(try await certificate(Self.curve, "sha256").bytes) == nil)
        for count in 0..<named.bytes.count { _ = ClientCertificate.principal(Array(named.bytes.prefix(count))) }
    }

    @Test func whatIsNoDERIsNoElement() {
        for bytes: [UInt8] in [
            [], [0x30], [0x30, 1], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0], [0x30, 0x85],
        ] {
            #expect(DERElement(bytes[...]) == nil)
        }
    }
}
