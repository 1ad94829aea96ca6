import Foundation
import Logging
import TestSupport
import Testing

@testable import StatusBoard

/// Where the board listens, and with which certificate.
@Suite(.timeLimit(.minutes(3)))
struct ListeningTests {
    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private static func configuration(_ folder: URL, _ host: String = "127.0.0.1") -> BoardConfiguration {
        var configuration = BoardConfiguration()
        configuration.host = host
        configuration.operatorDatabase = folder.appending(path: "notes.sqlite").path
        return configuration
    }

    private static func sentence(_ configuration: BoardConfiguration) -> String? {
        do throws(BoardServerError) {
            _ = try BoardAccess(configuration, logger: logger)
            return nil
        } catch {
            return error.kind == .settings ? error.description : "other: \(error)"
        }
    }

    @Test("Loopback needs nothing", arguments: ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost."])
    func loopback(host: String) throws {
        let folder = try TestFolder.make("listening")
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(ListeningTests.sentence(Self.configuration(folder, host)) == nil)
    }

    @Test(
        "Any other address needs a certificate and users",
        arguments: [
            "0.0.0.0", "::", "192.0.2.1", "board.example.edu", "128.0.0.1", "::ffff:192.0.2.1", "localhost.example",
        ]
    )
    func beyond(host: String) async throws {
        let folder = try TestFolder.make("listening")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = Self.configuration(folder, host)
        let users = folder.appending(path: "users").path
        try AccessBoard.write([BoardUser(name: "ann", role: .viewer, hash: .ofNobody())], to: users)
        configuration.usersFile = users
        #expect(Self.sentence(configuration)?.contains("board.certificateFile and board.keyFile must be set") ?? false)
        configuration.tls = try await TestPEM.make(in: folder)
        #expect(Self.sentence(configuration) == nil)
        configuration.usersFile = nil
        #expect(Self.sentence(configuration)?.contains("board.usersFile must be set") ?? false)
    }

    @Test("A port that is taken and an address of another machine are told in one sentence")
    func binding() async throws {
        try await AccessBoard.with(users: nil) { board in
            let port = board.port
            let taken = await #expect(throws: BoardServerError.self) {
                try await AccessBoard.with(users: nil) { configuration, _ in
                    configuration.port = port
                } _: { _ in
                }
            }
            #expect(taken?.kind == .unavailable)
            #expect(taken?.description.hasPrefix("port \(port) on 127.0.0.1 is taken: ") ?? false)
        }
        let folder = try TestFolder.make("listening")
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try await TestPEM.make(in: folder)
        let away = await #expect(throws: BoardServerError.self) {
            try await AccessBoard.with { configuration, _ in
                configuration.host = "192.0.2.1"
                configuration.tls = files
            } _: { _ in
            }
        }
        #expect(away?.kind == .settings)
        #expect(away?.description == "board.host 192.0.2.1 is no address of this machine")
    }

    @Test("A certificate and a key that cannot be used are told in one sentence with setting and file")
    func files() async throws {
        let folder = try TestFolder.make("listening")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = try await TestPEM.make(in: folder)
        let (_, other) = try await TestPEM.make(in: folder, name: "other")
        func sentence(_ certificate: String, _ key: String) -> String? {
            var configuration = Self.configuration(folder)
            configuration.tls = (certificate, key)
            return Self.sentence(configuration)
        }
        #expect(sentence(certificate, key) == nil)
        #expect(sentence("/no/c.pem", key) == "board.certificateFile: /no/c.pem does not exist")
        #expect(sentence(certificate, "/no/k.pem") == "board.keyFile: /no/k.pem does not exist")
        #expect(sentence(key, key) == "board.certificateFile: \(key) holds no certificate in PEM")
        chmod(certificate, 0o600)
        #expect(
            sentence(certificate, certificate)
                == "board.keyFile: \(certificate) holds no key in PEM without a passphrase"
        )
        #expect(
            sentence(certificate, other)
                == "board.keyFile: the key \(other) does not belong to the certificate \(certificate)"
        )
        chmod(key, 0o640)
        #expect(
            sentence(certificate, key) == "board.keyFile: \(key) can be reached by others than its owner (mode 640); "
                + "run: chmod 600 \(key)"
        )
        #expect(sentence(folder.path, other) == "board.certificateFile: \(folder.path) is no regular file")
    }

    @Test("A renewed certificate is served without a restart; one that cannot be used changes nothing")
    func renewal() async throws {
        let folder = try TestFolder.make("listening")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = try await TestPEM.make(in: folder)
        let renewal = try CertificateRenewal(certificateFile: certificate, keyFile: key, logger: Self.logger)
        let first = renewal.context
        renewal.renewIfChanged()
        #expect(renewal.context === first)
        try "half".write(toFile: certificate, atomically: true, encoding: .utf8)
        renewal.renewIfChanged()
        #expect(renewal.context === first)
        _ = try await TestPEM.make(in: folder)
        renewal.renewIfChanged()
        #expect(renewal.context !== first)
    }

    @Test("Over TLS cookies are the board's alone, the browser keeps to HTTPS, and TLS 1.1 is refused")
    func overTLS() async throws {
        let folder = try TestFolder.make("tls")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = try await TestPEM.make(in: folder)
        try await AccessBoard.with { configuration, _ in
            configuration.tls = (certificate, key)
        } _: { board in
            let common = ["--silent", "--show-error", "--cacert", certificate, "--max-time", "20"]
            func curl(_ arguments: [String]) async throws -> Program.Ended {
                try await Program("/usr/bin/curl", common + arguments).ended()
            }
            let page = try await curl(["--include", "https://localhost:\(board.port)/login"])
            #expect(page.status == 0, "\(page.errors)")
            #expect(page.output.contains("Set-Cookie: __Host-rollcall-form="))
            let cookie = page.output.split(separator: "\r\n").first { $0.contains("__Host-rollcall-form") } ?? ""
            for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
                #expect(cookie.contains(part), "\(cookie)")
            }
            #expect(page.output.contains("Strict-Transport-Security: max-age=31536000"))
            let user = [
                "--user", "vic:\(AccessBoard.password)", "--output", "/dev/null", "--write-out", "%{http_code}",
            ]
            let right = try await curl(user + ["https://localhost:\(board.port)/api/v1/x"])
            #expect(right.output == "404", "\(right.errors)")
            let old = try await curl(["--tls-max", "1.1", "https://localhost:\(board.port)/healthz"])
            #expect(old.status == 35)
            let plain = try await curl(["http://localhost:\(board.port)/healthz"])
            #expect(plain.status != 0)
        }
    }
}
