import ActivationDomain
import Foundation
import NetworkDiagnosis
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("doctor: the settings")
struct SettingsExaminationTests {
    private static let catalogues = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config").path(percentEncoded: false)
    private static let header = "name,address,asset_tag,site,lab,channel,products\n"

    /// What is found with these files in one folder; `worker` are lines of that section.
    private func findings(
        worker: [String] = [],
        errors: String = "errors.yaml",
        rows: String = "C1,127.0.0.1,T1,main,A,winrm,windows\n",
        credentialsMode: Int = 0o600,
        credentials: String = "- username: rollcall\n  passwordFile: password\n",
        certificateDays: Int? = nil
    ) async throws -> [Finding] {
        try await TestFolder.with { folder in
            try write(Array((Self.header + rows).utf8), to: "\(folder)/register.csv")
            try write(Array("secret".utf8), to: "\(folder)/password")
            try write(Array(credentials.utf8), to: "\(folder)/credentials.yaml", mode: credentialsMode)
            if let certificateDays { try await makeCertificate(in: folder, days: certificateDays) }
            let text = """
                catalogue:
                  errors: \(Self.catalogues)/\(errors)
                  products: \(Self.catalogues)/products.yaml
                worker:
                  register: register.csv
                \(worker.map { "  " + $0 }.joined(separator: "\n"))
                """
            try write(Array(text.utf8), to: "\(folder)/rollcall.yaml")
            let installation = try Installation(configPath: "\(folder)/rollcall.yaml")
            return await SettingsExamination(installation, computers: installation.registeredComputers).findings()
        }
    }

    /// Makes `c.pem` and its key `k.pem`; a number of days below zero makes one that has expired.
    private func makeCertificate(in folder: String, days: Int) async throws {
        let openssl = "/usr/bin/openssl"
        let (key, request) = ("\(folder)/k.pem", "\(folder)/r.pem")
        let kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key]
        _ = try await Program(openssl, ["req"] + kind + ["-out", request, "-subj", "/CN=u"]).succeeded()
        let made = ["x509", "-req", "-in", request, "-signkey", key, "-days", "\(days)", "-out", "\(folder)/c.pem"]
        _ = try await Program(openssl, made).succeeded()
    }

    private static let certificate = "- certificateFile: c.pem\n  keyFile: k.pem\n"

    @Test("a certificate that has expired has failed, one that ends soon is warned of")
    func certificates() async throws {
        func odd(_ days: Int) async throws -> [Finding] {
            try await findings(worker: Self.good, credentials: Self.certificate, certificateDays: days)
                .filter { $0.state != .ok }
        }
        let expired = try await odd(-1)
        let day = Timestamp.now.advanced(by: .seconds(-86_400)).description.prefix(8)
        #expect(expired.map(\.subject) == ["worker.credentialsFile"] && expired.first?.state == .failed, "\(expired)")
        let sentence = expired.first?.sentence ?? ""
        #expect(sentence.contains("credentials.yaml:1:3: entry #1 c.pem cannot be used: The certificate /"))
        #expect(
            sentence.contains("/c.pem expired on \(day)") && sentence.hasSuffix(": have a new one issued."),
            "\(sentence)"
        )
        let soon = try await odd(29)
        #expect(soon.count == 1 && soon.first?.state == .warning, "\(soon)")
        #expect(soon.first?.sentence.hasPrefix("The client certificate of entry #1 c.pem ends on 20") == true)
        #expect(try await odd(31).isEmpty)
    }

    @Test("roots that cannot be used are told once, and not with a certificate's entry too")
    func trustRoots() async throws {
        let worker = Self.good + ["winrm: { caFile: password }"]
        let found = try await findings(worker: worker, credentials: Self.certificate, certificateDays: 60)
        #expect(found.filter { $0.state != .ok }.map(\.subject) == ["worker.winrm.caFile"], "\(found)")
        #expect(found.contains { $0.sentence == "The credentials file has 1 credential." })
    }

    private static let good = ["allowedNetworks: [127.0.0.0/8]", "credentialsFile: credentials.yaml"]

    @Test("what is as it should be is ok")
    func good() async throws {
        let found = try await findings(worker: Self.good)
        #expect(found.allSatisfy { $0.state == .ok }, "\(found)")
        #expect(found.contains { $0.sentence == "The asset register has 1 computer." })
        #expect(found.contains { $0.sentence == "The credentials file has 1 credential." })
    }

    @Test("what a worker would only warn of is a warning")
    func warnings() async throws {
        let found = try await findings()
        // Without allowed networks a worker starts, and then refuses every job.
        #expect(found.filter { $0.state == .failed }.map(\.subject) == ["worker.allowedNetworks"], "\(found)")
        #expect(found.filter { $0.state == .warning }.map(\.subject) == ["worker.credentialsFile"])
    }

    @Test("rows of one address are a warning that names both")
    func doubles() async throws {
        let rows = (1...3).map { "C\($0),127.0.0.\($0 / 3),T1,main,A,winrm,windows\n" }.joined()
        let found = try await findings(worker: Self.good, rows: rows)
        let warning = try #require(found.first { $0.state == .warning })
        #expect(
            warning.sentence == "A row of the asset register has the address of another row: C2 that of C1 (line 3)."
        )
        #expect(warning.advice != nil)
        #expect(found.count { $0.state != .ok } == 1)
    }

    @Test("a register with a wrong row is told with how to see all that are wrong, by whatever needs it")
    func register() throws {
        try TestFolder.with { folder in
            let rows = "C1,127.0.0.1,T1,main,A,telnet,windows\n"
            try write(Array((Self.header + rows).utf8), to: "\(folder)/register.csv")
            try write(Array("worker:\n  register: register.csv\n".utf8), to: "\(folder)/rollcall.yaml")
            let installation = try Installation(configPath: "\(folder)/rollcall.yaml")
            let products = try ProductCatalogue(
                yaml: RepositoryFile.text("config/products.yaml"),
                file: "products.yaml"
            )
            let error = #expect(throws: ProgramFailure.self) { try installation.register(products) }
            let message = error?.message ?? ""
            #expect(message.hasPrefix("the asset register ") && message.contains("has a wrong row: "), "\(message)")
            #expect(message.hasSuffix("; \"rollcall enroll --dry-run\" names all that are wrong"), "\(message)")
            let finding = Doctor.unregistered("C1", try #require(error))
            #expect(finding.sentence.hasPrefix("No computer was looked at: the asset register "))
            #expect(finding.state == .failed && finding.advice != nil && !finding.sentence.contains(".;"))
        }
    }

    @Test("a sentence begins with a capital, but the name of a file or a setting stays as it is written")
    func sentences() {
        #expect("config/rollcall.yaml:3: wrong".asSentence == "config/rollcall.yaml:3: wrong.")
        #expect("worker.register names a folder.".asSentence == "worker.register names a folder.")
        #expect("the settings are wrong".asSentence == "The settings are wrong.")
    }

    @Test(
        "credentials that a worker would not start with have failed, with file and line, and are not called ok",
        arguments: [
            ("", "credentials.yaml: the credentials file is empty; write entries"),
            ("[]", "credentials.yaml:1:1: the credentials file has no entry"),
            (
                "- { username: 'A\\u', passwordFile: password, authentication: kerberos }",
                "credentials.yaml:1:3: entry #1 A\\u"
            ),
            (
                "- username: u@A.EDU\n  keytabFile: password",
                "credentials.yaml:1:3: entry #1 u@A.EDU cannot be used: The keytab"
            ),
            ("- username: u\n  identityFile: password", "credentials.yaml:1:3: entry #1 u cannot be used: The file /"),
        ]
    )
    func credentials(_ text: String, _ expected: String) async throws {
        let found = try await findings(worker: Self.good, credentials: text)
        let failed = found.filter { $0.state == .failed }
        #expect(failed.map(\.subject) == ["worker.credentialsFile"], "\(found)")
        #expect(failed.first?.sentence.contains(expected) == true, "\(failed)")
        #expect(!found.contains { $0.sentence.hasPrefix("The credentials file has") })
    }

    @Test("a register and credentials that do not fit together are warned of, whatever their password files are")
    func coverage() async throws {
        let rows =
            (1...7).map { "C\($0),127.0.0.\($0),T\($0),main,A,winrm,windows\n" }.joined()
            + "S1,127.0.1.1,T8,main,A,ssh,windows\n"
        let wrong = """
            - { match: { computer: C2 }, username: u, passwordFile: ./none }
            - { match: { lab: Nowhere }, username: u, passwordFile: password }
            """
        let found = try await findings(worker: Self.good, rows: rows, credentials: wrong)
        let warnings = found.filter { $0.state == .warning }
        #expect(warnings.allSatisfy { $0.advice != nil })
        #expect(
            warnings.first?.sentence
                == "6 of the register's 7 computers that are managed by WinRM have no entry in the credentials file: "
                + "C1, C3, C4, C5, C6 and 1 more."
        )
        #expect(warnings.last?.sentence.hasPrefix("An entry of the credentials file matches no computer") == true)
        #expect(warnings.last?.sentence.hasSuffix("/credentials.yaml:2:3.") == true, "\(warnings)")
        let all = """
            - { match: { lab: a, site: MAIN }, username: u, passwordFile: password }
            - { username: u, passwordFile: password }
            """
        let good = try await findings(worker: Self.good, rows: rows, credentials: all)
        #expect(good.allSatisfy { $0.state == .ok }, "\(good)")
    }

    @Test("a row with several faults counts once")
    func wrongRows() async throws {
        let found = try await findings(worker: Self.good, rows: "C1,not an address,T1,main,A,telnet,none\n")
        #expect(found.contains { $0.sentence.hasPrefix("The asset register has one wrong row,") }, "\(found)")
        #expect(found.contains { $0.data["wrongRows"] == "1" })
    }

    @Test("what keeps a worker from starting has failed, with its file, and the rest is looked at all the same")
    func failures() async throws {
        let found = try await findings(
            worker: Self.good + ["winrm: { caFile: none.pem }"],
            errors: "no-such.yaml",
            rows: "C1,127.0.0.1,T1,main,A,telnet,windows\n",
            credentialsMode: 0o644
        )
        let failed = found.filter { $0.state == .failed }
        #expect(failed.count == 4, "\(found)")
        #expect(failed.allSatisfy { $0.advice != nil && $0.sentence.hasSuffix(".") })
        #expect(failed.contains { $0.sentence.contains("no-such.yaml") })
        #expect(failed.allSatisfy { !$0.sentence.hasSuffix("..") })
        #expect(failed.contains { $0.sentence.contains("register.csv:2:") })
        #expect(failed.contains { $0.sentence.contains("credentials.yaml") })
        #expect(failed.contains { $0.subject == "worker.winrm.caFile" })
    }

    @Test("what OpenSSH's client does not take is told, with where it was set")
    func ssh() async throws {
        let found = try await findings(worker: Self.good + ["ssh:", "  options: [Bogus=1]"])
        let failed = found.filter { $0.state == .failed }
        #expect(failed.map(\.subject) == ["worker.ssh"])
        #expect(failed.first?.sentence.contains("rollcall.yaml:9:") == true, "\(failed)")
        #expect(failed.first?.sentence.contains("worker.ssh.options cannot be used: of Bogus=1") == true, "\(failed)")
    }
}
