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
        #expect(message.hasPrefix("worker.credentialsFile (/"), "\(message)")
        #expect(
            message.hasSuffix("/c.yaml), entry #1 LAB\\u: Kerberos takes user@REALM, not DOMAIN\\user."),
            "\(message)"
        )
        let clear = try failure("username: u, passwordFile: pw, authentication: basic") { settings, _ in
            settings.worker.winrm.scheme = .http
        }
        #expect(clear?.message.contains("worker.winrm.allowBasicOverHTTP") == true)
        let certificate = try failure("certificateFile: pw, keyFile: pw")
        #expect(certificate?.message.contains("#1 pw: The certificate cannot be read from") == true)
        let other = try failure("username: u, passwordFile: pw") { settings, _ in
            settings.worker.winrm.authentication = .certificate
        }
        #expect(other?.message.contains("cannot be done with a password") == true)
    }

    @Test("What fits is taken, and what is for SSH is not asked for WinRM's sake")
    func fit() throws {
        #expect(try failure("username: 'LAB\\u', passwordFile: pw") == nil)
        #expect(try failure("username: u@LAB.EXAMPLE, keytabFile: pw") == nil)
        #expect(try failure("username: u, identityFile: pw") == nil)
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
