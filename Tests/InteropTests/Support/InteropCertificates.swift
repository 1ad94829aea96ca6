import Foundation
import TestSupport

/// Certificates by openssl's command line: an authority, the computer's by a hash of choice, and one with which the account
/// logs on.
struct InteropCertificates {
    let authority: String
    let server: (certificate: String, key: String)
    let client: (certificate: String, key: String)

    init(in folder: String, user: String, hash: String) async throws {
        func path(_ name: String) -> String { "\(folder)/\(name)" }
        func newKey(_ name: String) -> [String] {
            ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path(name)]
        }
        func openssl(_ arguments: [String]) async throws {
            try await Program("/usr/bin/openssl", arguments).succeeded()
        }
        func issue(_ name: String, _ alternativeName: String) async throws -> (certificate: String, key: String) {
            try await openssl(
                [
                    "req", "-subj", "/CN=\(name)", "-out", path("\(name).csr"), "-addext",
                    "subjectAltName=\(alternativeName)",
                ]
                    + newKey("\(name).key")
            )
            try await openssl([
                "x509", "-req", "-\(hash)", "-in", path("\(name).csr"), "-CA", path("authority.pem"), "-CAkey",
                path("authority.key"), "-CAcreateserial", "-copy_extensions", "copy", "-days", "2", "-out",
                path("\(name).pem"),
            ])
            return (path("\(name).pem"), path("\(name).key"))
        }
        authority = path("authority.pem")
        try await openssl(
            ["req", "-x509", "-subj", "/CN=Interop", "-days", "2", "-out", authority] + newKey("authority.key")
        )
        server = try await issue("server", "DNS:localhost,IP:127.0.0.1")
        client = try await issue("client", "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:\(user)@localhost")
    }
}
