import Foundation
import TestSupport

/// The simulated lab as its program, with one computer at `localhost`, the only name that is here.
struct InteropLab {
    let port: Int
    let account: InteropAccount
    /// Nil where it serves HTTP.
    let certificates: InteropCertificates?
    let program: Program
    private let ledger: URL

    /// Such as `https://localhost:12345/wsman`.
    var url: String { "\(certificates == nil ? "http" : "https")://localhost:\(port)/wsman" }

    /// Runs a lab for as long as the body takes.
    ///
    /// `settings` are keys of the computer; `hash` is that of its certificate's signature, nil serves HTTP; `ntlmUsers` is
    /// the text of a file of users.
    static func withRunning(
        _ settings: String,
        tls hash: String? = nil,
        ntlmUsers: String? = nil,
        _ body: (InteropLab) async throws -> Void
    ) async throws {
        let account = try await InteropAccount.shared()
        let folder = URL(filePath: try TestEnvironment.runFolder()).appending(path: "interop.\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let scenario = folder.appending(path: "lab.yaml")
        try """
        port: 0
        credentials: { username: \(account.name), password: "\(account.password)" }
        computers:
          - name: INTEROP
            address: 127.0.0.1
            windowsVersion: 10.0.20348
            products: [windows, office-2016]
            faultShape: A
            perProduct: { office-2016: { activate: 0xC004F074 } }
            noise: 40
            pageSize: 7
            \(settings)
        """.write(to: scenario, atomically: true, encoding: .utf8)
        let ledger = folder.appending(path: "ledger.jsonl")
        var arguments = ["--scenario", scenario.path, "--ledger", ledger.path, "--keytab", account.keytab]
        if let ntlmUsers {
            let file = folder.appending(path: "users")
            try ntlmUsers.write(to: file, atomically: true, encoding: .utf8)
            arguments += ["--ntlm-users", file.path]
        }
        var certificates: InteropCertificates?
        if let hash {
            let made = try await InteropCertificates(in: folder.path, user: account.name, hash: hash)
            arguments += ["--tls-certificate", made.server.certificate, "--tls-key", made.server.key]
            arguments += ["--client-ca", made.authority]
            certificates = made
        }
        let bin = URL(filePath: try TestEnvironment.required("ROLLCALL_TEST_BIN"))
        let program = try Program(bin.appending(path: "rollcall-lab").path, arguments)
        do {
            try await eventually("the lab is ready") {
                guard program.isRunning else { throw TestSupportError("no lab: \(program.errors)") }
                return program.output.hasSuffix("\n")
            }
            guard let word = program.output.split(whereSeparator: \.isWhitespace).last, let port = Int(word) else {
                throw TestSupportError("no port: \(program.output)")
            }
            try await body(
                InteropLab(port: port, account: account, certificates: certificates, program: program, ledger: ledger)
            )
        } catch {
            program.signal(SIGKILL)
            throw error
        }
        program.signal(SIGTERM)
        try await program.succeeded(within: .seconds(20))
    }

    /// What the lab has written of log-ons: `logon negotiate/ntlm`, `logon-refused 401`.
    func logOns() throws -> [String] {
        struct Entry: Decodable {
            var action: String
            var result: String
        }
        let lines = try String(contentsOf: ledger, encoding: .utf8).split(separator: "\n")
        return try lines.compactMap { line in
            let entry = try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
            return entry.action.hasPrefix("logon") ? "\(entry.action) \(entry.result)" : nil
        }
    }

    /// How many files the lab has open.
    func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(program.identifier)/fd").count
    }

    /// How much memory the lab has, in KiB.
    func memory() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(program.identifier)/status", encoding: .utf8)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let number = Int(line.split(separator: " ").dropFirst().first ?? "")
        else { throw TestSupportError("no VmRSS") }
        return number
    }
}
