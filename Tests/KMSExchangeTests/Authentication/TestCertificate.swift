import Foundation
import TestSupport

/// A certificate that openssl has made, for its form alone.
struct TestCertificate {
    let path: String
    /// In DER.
    let bytes: [UInt8]

    /// Makes one with a kind of key and options of `openssl req`.
    static func make(_ key: String, _ options: [String]) async throws -> TestCertificate {
        let folder = try TestFolder.make("certificate")
        let path = folder.appending(path: "certificate.der").path
        let curve = key == "ec" ? ["-pkeyopt", "ec_paramgen_curve:prime256v1"] : []
        try await openssl(
            ["req", "-x509", "-newkey", key] + curve + [
                "-nodes", "-keyout", folder.appending(path: "key.pem").path, "-outform", "DER", "-out", path,
                "-subj", "/CN=test",
            ] + options
        )
        return TestCertificate(path: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
    }

    /// The hash of the whole certificate, as openssl tells it.
    func fingerprint(_ hash: String) async throws -> [UInt8] {
        let text = try await Self.openssl(["x509", "-inform", "DER", "-in", path, "-noout", "-fingerprint", "-\(hash)"])
        let digits = text.drop { $0 != "=" }.dropFirst().split(whereSeparator: { $0 == ":" || $0 == "\n" })
        return digits.compactMap { UInt8($0, radix: 16) }
    }

    @discardableResult
    private static func openssl(_ arguments: [String]) async throws -> String {
        try await Program("/usr/bin/openssl", arguments).succeeded()
    }
}
