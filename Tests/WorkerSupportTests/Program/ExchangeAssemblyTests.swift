import ActivationDomain
import Testing
import WorkerSupport

@Suite("What an exchange needs from the settings")
struct ExchangeAssemblyTests {
    private func failure(
        _ entry: String,
        _ change: (inout Settings, String) -> Void = { _, _ in }
    ) throws -> ProgramFailure? {
        try withTemporaryFolder { folder in
            try write("- {\(entry)}".utf8, to: folder + "/c.yaml")
            try write("hunter2".utf8, to: folder + "/pw")
            var settings = Settings()
            settings.worker.credentialsFile = folder + "/c.yaml"
            change(&settings, folder)
            do throws(ProgramFailure) {
                _ = try ExchangeAssembly(settings)
                return nil
            } catch {
                #expect(error.status == .settings && !error.message.contains("hunter2"))
                return error
            }
        }
    }

    @Test("A credential that cannot be used as it is meant is told before the first job, with its entry")
    func unfitCredentials() throws {
        let kerberos = try failure("username: 'LAB\\u', passwordFile: pw, authentication: kerberos")
        let message = kerberos?.message ?? ""
        #expect(
            message.hasSuffix(
                "/c.yaml:1:3: entry #1 LAB\\u cannot be used: Kerberos takes user@REALM, not DOMAIN\\user."
            ),
            "\(message)"
        )
        let clear = try failure("username: u, passwordFile: pw, authentication: basic") { settings, _ in
            settings.worker.winrm.scheme = .http
        }
        #expect(clear?.message.contains("worker.winrm.allowBasicOverHTTP") == true)
        let certificate = try failure("certificateFile: pw, keyFile: pw")
        #expect(certificate?.message.contains("c.yaml:1:3: entry #1 pw cannot be used: The file /") == true)
        #expect(certificate?.message.hasSuffix("/pw holds no certificate in PEM: name one that does.") == true)
        let keytab = try failure("username: u@LAB.EXAMPLE, keytabFile: pw")
        #expect(keytab?.message.contains("/pw holds no keys: it is empty or no keytab") == true)
        let key = try failure("username: u, identityFile: pw")
        #expect(key?.message.contains("c.yaml:1:3: entry #1 u cannot be used: The file /") == true)
        #expect(key?.message.hasSuffix("/pw holds no private key of SSH: name one that does.") == true)
        let other = try failure("username: u, passwordFile: pw") { settings, _ in
            settings.worker.winrm.authentication = .certificate
        }
        #expect(other?.message.contains("cannot be done with a password") == true)
    }

    @Test("What fits is taken, and what is for SSH is not asked for WinRM's sake")
    func fit() throws {
        #expect(try failure("username: 'LAB\\u', passwordFile: pw") == nil)
        #expect(try failure("username: u, match: { channel: ssh }") == nil)
    }

    @Test("Files that settings name are told with the settings' place, in words of ours")
    func places() throws {
        for (setting, text, expected) in [
            ("caFile: none.pem", "", "none.pem does not exist or cannot be read: mend its path or its mode."),
            ("caFile: pw", "", "pw holds no certificate in PEM: name one that does."),
            ("kerberosConfig: none.conf", "", "none.conf does not exist."),
            ("kerberosConfig: pw", "", "pw is no krb5.conf: it has no section such as [libdefaults]."),
            ("kerberosConfig: krb5.conf", "[libdefaults]\n }\n", ")."),
        ] {
            try withTemporaryFolder { folder in
                try write("hunter2".utf8, to: folder + "/pw")
                try write(text.utf8, to: folder + "/krb5.conf")
                let path = folder + "/rollcall.yaml"
                try write("worker:\n  winrm:\n    \(setting)\n".utf8, to: path)
                let settings = try Settings.load(explicitPath: path, environment: [:])
                let error = #expect(throws: ProgramFailure.self) { _ = try ExchangeAssembly(settings) }
                let name = setting.prefix { $0 != ":" }
                let column = setting.distance(from: setting.startIndex, to: name.endIndex) + 7
                let message = error?.message ?? ""
                #expect(error?.status == .settings)
                #expect(
                    message.hasPrefix("\(path):3:\(column): worker.winrm.\(name) cannot be used: "),
                    "\(message)"
                )
                #expect(message.hasSuffix(expected) && !message.contains("NIOSSL"), "\(message)")
            }
        }
    }

    @Test("A configuration of Kerberos that is not there is told")
    func kerberosConfiguration() throws {
        let failure = try failure("username: u, passwordFile: pw") { settings, folder in
            settings.worker.winrm.kerberosConfig = folder + "/krb5.conf"
        }
        #expect(failure?.message.contains("worker.winrm.kerberosConfig") == true)
        #expect(failure?.message.contains("krb5.conf does not exist") == true)
    }
}
