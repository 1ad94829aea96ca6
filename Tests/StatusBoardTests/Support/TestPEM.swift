import Foundation
import TestSupport

/// A certificate for localhost and its key, made by openssl.
enum TestPEM {
    static func make(in folder: URL, name: String = "board") async throws -> (certificateFile: String, keyFile: String)
    {
        let certificate = folder.appending(path: name + ".crt").path
        let key = folder.appending(path: name + ".key").path
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-keyout",
            key, "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ]
        try await Program("/usr/bin/openssl", arguments).succeeded()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        return (certificate, key)
    }
}
