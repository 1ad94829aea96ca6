import Foundation
import TestSupport

/// A certificate authority of a test's own, kept by OpenSSL's command line in a folder.
struct TestAuthority {
    /// A certificate with its key.
    struct Issued {
        let certificate: String
        let key: String
    }

    private let folder: String
    private let name: String

    /// The path of its own certificate.
    var certificate: String { "\(folder)/\(name).pem" }

    /// Makes an authority.
    init(_ name: String, in folder: String) async throws {
        self.folder = folder
        self.name = name
        try await openssl(
            ["req", "-x509"] + newKey("\(name).key") + ["-subj", "/CN=\(name)", "-days", "2", "-out", certificate]
        )
    }

    /// Issues a certificate for a common name and for DNS names and addresses, written as `DNS:localhost,IP:127.0.0.1`;
    /// with no days left it has expired.
    func issue(_ commonName: String, _ names: String = "", daysLeft: Int = 2) async throws -> Issued {
        let stem = "\(folder)/\(TestBroker.uniqueName("issued"))"
        let extensions = names.isEmpty ? [] : ["-addext", "subjectAltName=\(names)"]
        try await openssl(
            ["req"] + newKey("\(stem).key") + ["-subj", "/CN=\(commonName)", "-out", "\(stem).csr"] + extensions
        )
        try await openssl([
            "x509", "-req", "-in", "\(stem).csr", "-CA", certificate, "-CAkey", "\(folder)/\(name).key",
            "-CAcreateserial", "-copy_extensions", "copy", "-days", "\(daysLeft > 0 ? daysLeft : -1)", "-out",
            "\(stem).pem",
        ])
        return Issued(certificate: "\(stem).pem", key: "\(stem).key")
    }

    private func newKey(_ name: String) -> [String] {
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]
    }

    private func openssl(_ arguments: [String]) async throws {
        try await Program("/usr/bin/openssl", arguments).succeeded()
    }
}

/// Makes a folder for a test's certificates, and removes it whatever comes of `body`.
func withCertificates<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = try TestEnvironment.root() + "/.run/" + TestBroker.uniqueName("certificates")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
