package import Foundation

extension Campus {
    /// Sets up a campus of two computers that let in as Windows does: `N1`, of no domain, by NTLM alone, and `K1`, of the
    /// realm that the tests share, which is `localhost` in the register.
    ///
    /// The credentials file has an entry for each; the first takes the settings' method, which is negotiate.
    package static func withLogOns(_ body: (Campus) async throws -> Void) async throws {
        let principal = try await TestKDC.principal("lab-only")
        let name = principal.prefix { $0 != "@" }
        let keytab = FileManager.default.temporaryDirectory.appending(path: "\(name).keytab").path
        defer { try? FileManager.default.removeItem(atPath: keytab) }
        try await TestKDC.service("HTTP/localhost", keytab: keytab)
        let computers = """
              - { name: N1, address: 127.70.0.1, lab: N, products: windows, status: 1, minutes: 200000, authentication: ntlm }
              - name: K1
                address: 127.0.0.1
                lab: K
                products: windows
                status: 1
                minutes: 200000
                authentication: [negotiate, kerberos]
                credentials: { username: \(name), password: lab-only }
            """
        try await withRunning(computers: computers, lab: ["--keytab", keytab], authentication: "negotiate") { campus in
            let rows = try String(contentsOf: campus.register, encoding: .utf8)
            try rows.replacing("127.0.0.1", with: "localhost").write(
                to: campus.register,
                atomically: true,
                encoding: .utf8
            )
            try campus.writeCredentials(
                """
                - { username: rollcall, passwordFile: password }
                - { match: { lab: K }, username: \(principal), passwordFile: password, authentication: kerberos }

                """
            )
            try await body(campus)
        }
    }

    /// Puts another credentials file in the place of the one that is there.
    package func writeCredentials(_ text: String) throws { try writePrivate("credentials.yaml", Data(text.utf8)) }

    /// Writes a file that only its owner may read into the campus's folder.
    package func writePrivate(_ name: String, _ data: Data) throws {
        let url = folder.appending(path: name)
        try data.write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }
}
