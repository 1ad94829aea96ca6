import ActivationDomain
import TestSupport
import Testing
import WorkerSupport

@Suite("What an exchange needs from the settings")
struct ExchangeAssemblyTests {
    private func failure(
        _ entry: String,
        _ change: (inout Settings, String) -> Void = { _, _ in }
    ) async throws -> ProgramFailure? {
        try await TestFolder.with { folder in
            try write("- {\(entry)}".utf8, to: folder + "/c.yaml")
            try write("hunter2".utf8, to: folder + "/pw")
            var settings = Settings()
            settings.worker.credentialsFile = folder + "/c.yaml"
            change(&settings, folder)
            do throws(ProgramFailure) {
                _ = try await ExchangeAssembly(settings)
                return nil
            } catch {
                #expect(error.status == .settings && !error.message.contains("hunter2"))
                return error
            }
        }
    }

    @Test("A credential that cannot be used as it is meant is told before the first job, with its entry")
    func unfitCredentials() async throws {
        let kerberos = try await failure("username: 'LAB\\u', passwordFile: pw, authentication: kerberos")
        let message = kerberos?.message ?? ""
        #expect(
            message.hasSuffix(
                "/c.yaml:1:3: entry #1 LAB\\u cannot be used: Kerberos takes user@REALM, not DOMAIN\\user."
            ),
            "\(message)"
        )
        let clear = try await failure("username: u, passwordFile: pw, authentication: basic") { settings, _ in
            settings.worker.winrm.scheme = .http
        }
        #expect(clear?.message.contains("worker.winrm.allowBasicOverHTTP") == true)
        let certificate = try await failure("certificateFile: pw, keyFile: pw")
        #expect(certificate?.message.contains("c.yaml:1:3: entry #1 pw cannot be used: The file /") == true)
        #expect(certificate?.message.hasSuffix("/pw holds no certificate in PEM: name one that does.") == true)
        let keytab = try await failure("username: u@LAB.EXAMPLE, keytabFile: pw")
        #expect(keytab?.message.contains("/pw holds no keys: it is empty or no keytab") == true)
        let key = try await failure("username: u, identityFile: pw")
        #expect(key?.message.contains("c.yaml:1:3: entry #1 u cannot be used: The file /") == true)
        #expect(key?.message.hasSuffix("/pw holds no private key of SSH: name one that does.") == true)
        let other = try await failure("username: u, passwordFile: pw") { settings, _ in
            settings.worker.winrm.authentication = .certificate
        }
        #expect(other?.message.contains("cannot be done with a password") == true)
    }

    @Test("What fits is taken, and what is for SSH is not asked for WinRM's sake")
    func fit() async throws {
        #expect(try await failure("username: 'LAB\\u', passwordFile: pw") == nil)
        #expect(try await failure("username: u, match: { channel: ssh }") == nil)
    }

    @Test("Files that settings name are told with the settings' place, in words of ours")
    func places() async throws {
        for (setting, text, expected) in [
            ("caFile: none.pem", "", "none.pem does not exist or cannot be read: mend its path or its mode."),
            ("caFile: pw", "", "pw holds no certificate in PEM: name one that does."),
            ("kerberosConfig: none.conf", "", "none.conf does not exist."),
            ("kerberosConfig: pw", "", "pw is no krb5.conf: it has no section such as [libdefaults]."),
            ("kerberosConfig: krb5.conf", "[libdefaults]\n }\n", ")."),
        ] {
            try await TestFolder.with { folder in
                try write("hunter2".utf8, to: folder + "/pw")
                try write(text.utf8, to: folder + "/krb5.conf")
                let path = folder + "/rollcall.yaml"
                try write("worker:\n  winrm:\n    \(setting)\n".utf8, to: path)
                let settings = try Settings.load(explicitPath: path, environment: [:])
                let error = await #expect(throws: ProgramFailure.self) { _ = try await ExchangeAssembly(settings) }
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
    func kerberosConfiguration() async throws {
        let failure = try await failure("username: u, passwordFile: pw") { settings, folder in
            settings.worker.winrm.kerberosConfig = folder + "/krb5.conf"
        }
        #expect(failure?.message.contains("worker.winrm.kerberosConfig") == true)
        #expect(failure?.message.contains("krb5.conf does not exist") == true)
    }

    /// A program that is there but is no client of SSH, options and a configuration that it does not take.
    @Test("What OpenSSH's client would refuse for every computer is told with the setting")
    func sshSettings() async throws {
        for (setting, expected) in [
            (
                "program: /bin/cat",
                "worker.ssh.program cannot be used: /bin/cat is no client of OpenSSH's (/bin/cat: invalid"
            ),
            ("program: /bin/true", "/bin/true is no client of OpenSSH's (it does not print settings"),
            ("program: no-such-program", "no-such-program is no client of OpenSSH's (it cannot be run: "),
            ("options: [Compression=yes, Bogus=1]", "worker.ssh.options cannot be used: of Bogus=1 the client says: "),
            ("options: [KexAlgorithms=foo]", "of KexAlgorithms=foo the client says: "),
            ("configFile: bad", "worker.ssh.configFile cannot be used: the client says: "),
            ("configFile: none", "worker.ssh.configFile cannot be used: "),
        ] {
            try await TestFolder.with { folder in
                try write("Hostt *\n".utf8, to: folder + "/bad")
                let path = folder + "/rollcall.yaml"
                try write("worker:\n  ssh:\n    \(setting)\n".utf8, to: path)
                let settings = try Settings.load(explicitPath: path, environment: [:])
                let error = await #expect(throws: ProgramFailure.self) { _ = try await ExchangeAssembly(settings) }
                #expect(error?.status == .settings)
                #expect(error?.message.hasPrefix("\(path):3:") == true, "\(error?.message ?? "")")
                #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test("A name that OpenSSH's client takes for options is told with its entry")
    func sshName() async throws {
        let failure = try await failure("username: '-oProxyCommand=x', match: { channel: ssh }")
        #expect(failure?.message.contains("c.yaml:1:3: entry #1 -oProxyCommand=x cannot be used: ") == true)
        #expect(failure?.message.contains("does not take the name -oProxyCommand=x") == true)
    }
}
