import Foundation
import TestSupport
import Testing

/// A krb5.conf as Debian's package has it where nobody has said a realm.
private enum KerberosSample {
    static func with(_ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString).conf")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("[libdefaults]\n\tdefault_realm = ATHENA.MIT.EDU\n".utf8).write(to: file)
        try await body(file.path)
    }
}

/// `rollcall check` reads the lab's computers, and changes nothing on them.
@Suite(.timeLimit(.minutes(6)))
struct CheckTests {
    private static let lab = """
          - { name: "K{1...3}", address: "127.67.0.{1...3}", site: main, lab: K, products: [windows, office-2021], status: 1, minutes: 200000 }
          - { name: K4, address: 127.67.0.4, site: main, lab: K, products: windows, status: 5 }
          - { name: K5, address: 127.67.0.5, site: main, lab: OFF, products: windows, fault: refused }
          - { name: 教室1, address: 127.67.0.6, site: east, lab: CJK, products: windows, status: 1, minutes: 0 }
        """

    private struct Row: Decodable {
        var computer, product, verdict: String
        var status, until, kmsHost, code, error: String?
        var title, advice: [String: String]?
        var minutesRemaining: Int?
    }

    private func rows(_ ended: Program.Ended) throws -> [Row] {
        try ended.output.split(separator: "\n").map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    }

    @Test("States as a table and as JSON, exit codes for each verdict, and nothing in the ledger but connections")
    func check() async throws {
        try await Campus.withRunning(computers: CheckTests.lab) { campus in
            let licensed = try await campus.rollcall("check", "k2", "K1", "--json")
            #expect(licensed.status == 0, "\(licensed.errors)")
            let rows = try rows(licensed)
            #expect(
                rows.map { "\($0.computer) \($0.product)" } == [
                    "K1 windows", "K1 office-2021", "K2 windows", "K2 office-2021",
                ]
            )
            #expect(
                rows.allSatisfy {
                    $0.verdict == "licensed" && $0.status == "licensed" && $0.minutesRemaining ?? 0 > 190_000
                }
            )
            #expect(rows.allSatisfy { $0.until?.hasSuffix("Z") == true })

            let lab = try await campus.rollcall("check", "--lab", "K", "--product", "windows", "--concurrency", "2")
            #expect(lab.status == 1, "\(lab.errors)")
            let lines = lab.output.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix("computer  product  status        minutes  until (UTC)") == true, "\(lines)")
            #expect(lines.dropFirst().prefix(4).map { String($0.prefix(2)) } == ["K1", "K2", "K3", "K4"])
            #expect(lines.contains { $0.hasPrefix("K4        windows  notification") }, "\(lines)")
            #expect(lines.last == "4 computers: 3 licensed, 1 not licensed, 0 not read")
            #expect(!lab.output.contains("\u{1B}") && !lab.output.contains("\r"), "no colours, no progress into a file")

            let off = try await campus.rollcall("check", "--site", "main")
            #expect(off.status == 69)
            #expect(off.output.contains("ROLLCALL_CONNECTION_REFUSED"))
            #expect(
                off.output.hasSuffix("5 computers, 8 products: 6 licensed, 1 not licensed, 1 not read\n"),
                "\(off.output)"
            )

            let closed = try #require(try self.rows(try await campus.rollcall("check", "K5", "--json")).first)
            let chinese = try #require(closed.title?["zh-Hant"])
            #expect(closed.title?["en"] == closed.error && closed.advice?.count == 2, "\(closed)")
            let told = try await campus.rollcall("check", "K5", "--language", "zh-Hant")
            #expect(told.output.contains("ROLLCALL_CONNECTION_REFUSED  \(chinese)\n"), "\(told.output)")

            let wide = try await campus.rollcall("check", "教室1")
            #expect(wide.status == 0, "\(wide.errors)")
            #expect(
                wide.output.hasPrefix("computer  product  status    minutes\n教室1     windows  licensed  permanent\n"),
                "\(wide.output)"
            )
            let ledger = try campus.ledger
            #expect(!ledger.isEmpty && ledger.allSatisfy { $0.action == "connect" }, "\(ledger)")
            #expect(try await campus.messageCounts().values.allSatisfy { $0 == 0 })
        }
    }

    @Test("By NTLM and by Kerberos, over http with every message encrypted")
    func logOns() async throws {
        try await Campus.withLogOns { campus in
            let read = try await campus.rollcall("check", "N1", "K1", "--json")
            #expect(read.status == 0, "\(read.errors)\(read.output)")
            #expect(try rows(read).map { "\($0.computer) \($0.verdict)" } == ["K1 licensed", "N1 licensed"])
            let logOns = try campus.ledger.filter { $0.action.hasPrefix("logon") }
                .map { "\($0.computer) \($0.result ?? "")" }
            #expect(Set(logOns) == ["N1 negotiate/ntlm", "K1 negotiate/kerberos"], "\(logOns)")
        }
    }

    @Test(
        "Credentials that cannot be used end check and worker with 78 before any computer is asked, with file and line"
    )
    func unusable() async throws {
        try await Campus.withRunning(computers: CheckTests.lab) { campus in
            try await KerberosSample.with { sample in
                for (entry, expected) in [
                    (
                        "- { username: u@LAB.EDU, keytabFile: password }",
                        "password holds no keys: it is empty or no keytab"
                    ),
                    ("- { username: u, identityFile: password }", "password holds no private key of SSH"),
                    (
                        "- { username: admin, passwordFile: password, authentication: kerberos }",
                        "write the username as user@REALM, such as admin@CAMPUS.EXAMPLE."
                    ),
                ] {
                    try campus.writeCredentials(entry)
                    let environment = ["ROLLCALL_WORKER_WINRM_KERBEROS_CONFIG": sample]
                    let check = try await campus.rollcall("check", "K1", environment: environment)
                    let worker = try await campus.startWorker(environment: environment).ended()
                    for ended in [check, worker] {
                        #expect(ended.status == 78)
                        #expect(ended.errors.contains("credentials.yaml:1:3: entry #1 "), "\(ended.errors)")
                        #expect(ended.errors.contains(expected), "\(ended.errors)")
                    }
                }
            }
            #expect(try campus.ledger.isEmpty)
        }
    }

    @Test("Without a credentials file that is what is told, and not that no entry of it matches")
    func withoutCredentials() async throws {
        try await Campus.withRunning(computers: CheckTests.lab) { campus in
            try String(contentsOf: campus.settings, encoding: .utf8).split(separator: "\n")
                .filter { !$0.contains("credentialsFile") }.joined(separator: "\n")
                .write(to: campus.settings, atomically: true, encoding: .utf8)
            let row = try #require(try rows(try await campus.rollcall("check", "K1", "--json")).first)
            #expect(row.code == "ROLLCALL_AUTHENTICATION")
            #expect(row.error?.hasSuffix("(worker.credentialsFile is not set)") == true, "\(row)")
        }
    }

    @Test("What is not in the register is not asked; a wrong password is tried once, then its credential rests")
    func refusals() async throws {
        let worker = ["credentialRefusals: 1"]
        try await Campus.withRunning(computers: CheckTests.lab, worker: worker, password: "wrong") { campus in
            for (arguments, sentence) in [
                (["K1", "NOBODY"], "NOBODY is not in "),
                (["NOBODY", "K1", "nope", "--lab", "OFF", "--lab", "Ünï"], "NOBODY, nope and --lab Ünï are not in "),
                (["--lab", "NOWHERE"], "--lab NOWHERE is not in "),
                (["K1", "--product", "office-2010"], "--product office-2010 is not in "),
                (["K1", "--site", "east"], "no computer of "),
            ] {
                let ended = try await campus.startRollcall(["check"] + arguments).ended()
                #expect(ended.status == 65)
                #expect(ended.errors.hasPrefix("rollcall: \(sentence)"), "\(ended.errors)")
            }
            for arguments in [[""], ["K1", "--lab", " "]] {
                let ended = try await campus.startRollcall(["check"] + arguments).ended()
                #expect(ended.status == 64)
                #expect(ended.errors.contains("A name is empty"), "\(ended.errors)")
            }
            #expect(try await campus.rollcall("check").status == 64)
            #expect(try await campus.rollcall("check", "K1", "--concurrency", "0").status == 64)
            #expect(try campus.ledger.isEmpty)
            let refused = try await campus.rollcall("check", "--lab", "K", "--json")
            #expect(refused.status == 69)
            let rows = try rows(refused)
            #expect(rows.count == 7 && rows.allSatisfy { $0.code == "ROLLCALL_AUTHENTICATION" }, "\(rows)")
            let sentence = "No log-on to the computer (not tried: its credential was refused before)"
            #expect(rows.contains { $0.error == sentence }, "\(rows)")
            #expect(try campus.ledger.filter { $0.action == "logon-refused" }.count == 1)
            #expect(refused.errors.contains("The credential #1 rollcall of "))
        }
    }
}
