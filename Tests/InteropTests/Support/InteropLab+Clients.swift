import Foundation
import TestSupport

/// What a client made of the computer's answers.
struct Said: Decodable {
    var version: String?
    var names: [String]?
    var pages: Int?
    var description: String?
    /// A return value or a code for each product.
    var activations: [String]?
    /// Content types of the answers that had a body.
    var kinds: [String]?
    /// What kind of error ended it all.
    var error: String?
    var code: Int?
    var text: String?
}

extension InteropLab {
    /// The clients in Python.
    private struct Told: Encodable {
        var server: String?
        var port: Int?
        var ssl: Bool?
        var url: String?
        var auth: String
        var encryption: String?
        var username: String?
        var password: String?
        var ca: String?
        var certificate: String?
        var key: String?
        var sendsBindings: Bool?
        var hasWrongBindings: Bool?

        enum CodingKeys: String, CodingKey {
            case server, port, ssl, url, auth, encryption, username, password, ca, certificate, key
            case sendsBindings = "send_cbt"
            case hasWrongBindings = "wrong_cbt"
        }
    }

    /// Has pypsrp talk to the computer.
    func pypsrp(
        _ auth: String,
        _ username: String,
        encryption: String = "auto",
        password: String? = nil,
        sendsBindings: Bool = true,
        hasWrongBindings: Bool = false
    ) async throws -> Said {
        try await talk(
            "pypsrp_client.py",
            Told(
                server: "localhost",
                port: port,
                ssl: certificates != nil,
                auth: auth,
                encryption: encryption,
                username: username,
                password: password ?? account.password,
                ca: certificates?.authority,
                certificate: certificates?.client.certificate,
                key: certificates?.client.key,
                sendsBindings: sendsBindings,
                hasWrongBindings: hasWrongBindings
            )
        )
    }

    /// Has pywinrm talk to the computer, encrypted.
    func pywinrm(_ auth: String, _ username: String, password: String? = nil) async throws -> Said {
        try await talk(
            "pywinrm_client.py",
            Told(
                url: url,
                auth: auth,
                username: username,
                password: password ?? account.password,
                ca: certificates?.authority
            )
        )
    }

    /// Has curl log on, by legs of its own or of GSSAPI; gives the last status.
    func curl(_ options: String...) async throws -> String {
        var environment = ProcessInfo.processInfo.environment
        environment["KRB5CCNAME"] = "FILE:\(account.cache)"
        let trust = certificates.map { ["--cacert", $0.authority] } ?? []
        return try await Program(
            "/usr/bin/curl",
            ["--silent", "--show-error", "--noproxy", "*", "--max-time", "20", "--output", "/dev/null"]
                + ["--write-out", "%{http_code}", "--data", ""] + trust + options + [url],
            environment: environment
        ).succeeded(within: .seconds(30))
    }

    /// Has many connections log on, so many at a time; gives how many were answered.
    func manyLogOns(_ count: Int, atOnce: Int) async throws -> Int? {
        let words = ["\(port)", account.ntlmName, account.password, "\(count)", "\(atOnce)"]
        let text = try await peer("many_logons.py", words).succeeded(within: .seconds(240))
        return Int(text.dropLast())
    }

    private func talk(_ script: String, _ told: Told) async throws -> Said {
        let words = String(decoding: try JSONEncoder().encode(told), as: UTF8.self)
        let text = try await peer(script, [words]).succeeded(within: .seconds(60))
        return try JSONDecoder().decode(Said.self, from: Data(text.utf8))
    }

    private func peer(_ script: String, _ words: [String]) throws -> Program {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Peers/\(script)").path
        var environment = ProcessInfo.processInfo.environment
        environment["KRB5CCNAME"] = "FILE:\(account.cache)"
        environment["PYTHONWARNINGS"] = "ignore"
        return try Program(TestEnvironment.required("ROLLCALL_TEST_PYTHON"), [path] + words, environment: environment)
    }
}
