import ActivationDomain
import Foundation
import NetworkDiagnosis
import TestSupport
import Testing

@testable import WorkerSupport

@Suite("doctor: security", .timeLimit(.minutes(2)))
struct SecurityExaminationTests {
    private func credential(
        _ name: String,
        _ proof: Credential.Proof = .password(Secret("x")),
        _ method: AuthenticationMethod? = nil
    ) -> Credential {
        Credential(id: name, username: name, proof: proof, method: method)
    }

    @Test("Which mechanisms and realms credentials take")
    func needs() {
        let basic = SecurityNeeds([credential("admin"), credential("a@EX.EDU")], otherwise: .basic)
        #expect(!basic.ntlm && !basic.kerberos && basic.realms.isEmpty && !basic.needsDefaultRealm)
        let all = SecurityNeeds(
            [
                credential("admin"), credential("a@ex.edu"), credential("b@EX.EDU"),
                credential("svc", .keytab(path: "k")), credential("c@LAB.EDU", .password(Secret("x")), .kerberos),
                credential("cert", .certificate(file: "c", keyFile: "k")), credential("key", .identity(file: nil)),
            ],
            otherwise: .negotiate
        )
        #expect(all.ntlm && all.kerberos && all.needsDefaultRealm)
        #expect(all.realms == ["EX.EDU", "LAB.EDU"])
        let ntlm = SecurityNeeds([credential("a@EX.EDU", .password(Secret("x")), .ntlm)], otherwise: .basic)
        #expect(ntlm.ntlm && !ntlm.kerberos)
    }

    @Test(
        "Where a KDC is, as krb5.conf has it",
        arguments: [
            ("kdc.ex.edu", "kdc.ex.edu", 88), ("kdc.ex.edu:8888", "kdc.ex.edu", 8888), ("tcp/kdc:1", "kdc", 1),
            ("[::1]:88", "::1", 88), ("[::1]", "::1", 88), ("fd00::1", "fd00::1", 88), ("udp/10.0.0.1", "10.0.0.1", 88),
        ] as [(String, String, UInt16)]
    )
    func centres(text: String, host: String, port: UInt16) {
        #expect(KeyDistributionCentre(text, defaultPort: 88) == KeyDistributionCentre(host: host, port: port))
    }

    @Test("What is no address of a KDC", arguments: ["https://proxy/KdcProxy", "kdc:port", "kdc:99999", ":88", ""])
    func noCentre(text: String) {
        #expect(KeyDistributionCentre(text, defaultPort: 88) == nil)
    }

    @Test("Files with secrets: missing, open to others, of root's group")
    func secrets() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            #expect(SecretFile(path, of: "broker.keyFile").finding?.data["outcome"] == "missing")
            #expect(SecretFile(folder, of: "broker.keyFile").finding?.data["outcome"] == "no-file")
            // Root may read everything, so the system's word for it is given here.
            let denied = SecretFile(path, of: "broker.keyFile").unreadable(EACCES)
            #expect(denied.sentence == "The file of broker.keyFile, \(path), cannot be read: permission denied.")
            #expect(denied.advice?.hasPrefix("Run this as the user") == true)
            try write("k".utf8, to: path, mode: 0o644)
            let open = try #require(SecretFile(path, of: "broker.keyFile").finding)
            #expect(
                open.sentence
                    == "The file of broker.keyFile, \(path), can be reached by others than its owner (mode 644)."
            )
            #expect(open.advice == "Run: chmod 600 \(path)")
            try write("k".utf8, to: path, mode: 0o600)
            #expect(SecretFile(path, of: "broker.keyFile").finding == nil)
            try write("k".utf8, to: path, mode: 0o640)
            #expect(SecretFile(path, of: "x").finding?.data["outcome"] == "open")
            let ofRoot = getuid() == 0
            #expect((SecretFile(path, of: "x", mayBeOfRootsGroup: true).finding == nil) == ofRoot)
        }
    }

    /// Only root may give a file to another user.
    @Test("Files with secrets: another user's", .enabled(if: geteuid() == 0))
    func foreign() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/key"
            try write("k".utf8, to: path)
            #expect(chown(path, 65534, 65534) == 0)
            let finding = try #require(SecretFile(path, of: "x", mayBeOfRootsGroup: true).finding)
            #expect(
                finding.sentence == "The file of x, \(path), belongs to another user (its number is 65534)."
            )
            #expect(finding.advice == "Run: chown 0 \(path)")
            let error = #expect(throws: FileReadError.self) { try TextFile.readPrivate(path) }
            #expect(error?.message.hasSuffix("(its number is 65534); run: chown 0 \(path)") == true)
            #expect(throws: FileReadError.self) { try TextFile.readServicePrivate(path) }
            #expect(throws: FileReadError.self) { try TextFile.checkPrivate(path) }
        }
    }

    /// A busy machine must not make a time-out of an answer.
    private static var patient: Doctor.Surroundings {
        var surroundings = Doctor.Surroundings()
        surroundings.step = .seconds(60)
        return surroundings
    }

    @Test("A realm's KDCs by DNS: one answers, none does, none is named")
    func realms() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "krb5.conf").path
        try write("[libdefaults]\n dns_lookup_kdc = true\n".utf8, to: file)
        func findings(_ answer: @escaping @Sendable (DNSStub.Question) -> DNSStub.Answer) async throws -> [Finding] {
            try await DNSStub.with(answer: answer) { _, port in
                var surroundings = Self.patient
                surroundings.kerberosConfig = file
                surroundings.dns = DNSServer(address: try #require(IPAddress("127.0.0.1")), port: port)
                return await KerberosExamination(surroundings).findings(["NOWHERE.TEST"], needsDefault: false)
            }
        }
        try await RPCEndpoint.with(.silence) { _, open in
            try await QuietPort.withClosed { closed in
                let both = try await findings { question in
                    question.name == "_kerberos._tcp.NOWHERE.TEST"
                        ? .records([.service(0, 0, closed, "localhost"), .service(1, 0, open, "localhost")]) : .error(3)
                }
                #expect(both.contains { $0.state == .ok && $0.sentence.hasSuffix("127.0.0.1:\(open).") }, "\(both)")
                #expect(both.contains { $0.state == .warning && $0.subject == "127.0.0.1:\(closed)" }, "\(both)")
                let none = try await findings { _ in .records([.service(0, 0, closed, "localhost")]) }
                #expect(none.contains { $0.state == .failed } && !none.contains { $0.state == .ok }, "\(none)")
            }
        }
        let unknown = try await findings { _ in .error(3) }
        #expect(unknown.map(\.state) == [.failed])
        #expect(unknown[0].sentence.contains("SRV record _kerberos._tcp.NOWHERE.TEST"))
        #expect(await KerberosExamination(Doctor.Surroundings()).findings([], needsDefault: false).isEmpty)
        // As libkrb5 does, doctor then asks no DNS server.
        for line in ["dns_lookup_kdc = false", "dns_lookup_kdc = 0", "dns_fallback = no"] {
            try write("[libdefaults]\n \(line)\n".utf8, to: file)
            let alone = try await findings { _ in .records([.service(0, 0, 88, "localhost")]) }
            #expect(alone.map(\.state) == [.failed] && alone[0].sentence.contains("has DNS left alone"), "\(alone)")
        }
    }

    @Test("The default realm of a package's sample is none")
    func sampleRealm() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString).conf").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        var surroundings = Doctor.Surroundings()
        surroundings.kerberosConfig = file
        for text in ["[libdefaults]\n default_realm = ATHENA.MIT.EDU\n", "[libdefaults]\n"] {
            try write(text.utf8, to: file)
            let found = await KerberosExamination(surroundings).findings([], needsDefault: true)
            #expect(found.map { $0.data["outcome"] } == ["no-default-realm"], "\(found)")
        }
    }

    @Test("A realm's KDCs as krb5.conf names them: that of the tests, one at a port where nothing listens, the default")
    func writtenRealms() async {
        let examination = KerberosExamination(Self.patient)
        let known = await examination.findings([TestKDC.realm], needsDefault: false)
        #expect(known.contains { $0.state == .ok } && !known.contains { $0.state == .failed }, "\(known)")
        #expect(known.allSatisfy { $0.area == .security && $0.data["realm"] == TestKDC.realm })
        let away = await examination.findings(["AWAY.TEST"], needsDefault: false)
        #expect(away.map(\.state) == [.failed], "\(away)")
        #expect(away[0].sentence.hasPrefix("Nothing listens on 127.0.0.1:"))
        #expect(await examination.findings([], needsDefault: true) == known)
        #expect(await examination.findings([TestKDC.realm], needsDefault: true) == known)
    }

    @Test(
        "ssh tells its version; a program that is not there, and one that fails, are told apart; one that hangs is ended"
    )
    func ssh() async throws {
        let version = try await SSHProgram.version(of: "ssh", limit: .seconds(30)).get()
        #expect(version.hasPrefix("OpenSSH_"))
        #expect(
            await SSHProgram.version(of: "no-such-program", limit: .seconds(30))
                == .failure(.init(clause: "is not there"))
        )
        #expect(await SSHProgram.version(of: "false", limit: .seconds(30)) == .failure(.init(clause: "cannot be run")))
        let folder = try TestFolder.make("ssh")
        let hanging = folder.appending(path: "ssh").path
        try write("#!/bin/sh\nexec sleep 600\n".utf8, to: hanging, mode: 0o700)
        #expect(await SSHProgram.version(of: hanging, limit: .seconds(1)) == .failure(.init(clause: "cannot be run")))
    }

    @Test("What is needed is looked at: the settings' own files, ssh for computers of ssh")
    func whole() async throws {
        var settings = Settings()
        settings.worker.winrm.authentication = .basic
        let none = await SecurityExamination(settings, Self.patient, computers: []).findings()
        #expect(none.map(\.subject) == ["gssapi"])
        #expect(none[0].sentence == "GSSAPI has NTLM and Kerberos.")
        settings.broker.keyFile = "/nowhere/key"
        let row = RegisteredComputer(
            name: "S1",
            address: "10.0.0.1",
            assetTag: "1",
            site: "m",
            lab: "l",
            channel: "ssh",
            products: ["windows"],
            port: nil,
            line: 2
        )
        let all = await SecurityExamination(settings, Self.patient, computers: [row]).findings()
        #expect(all.map(\.subject) == ["/nowhere/key", "gssapi", "ssh"])
        #expect(all.map(\.state) == [.failed, .ok, .ok])
        #expect(all[2].sentence.hasPrefix("One computer of the register is managed by ssh, which is OpenSSH_"))
    }
}
