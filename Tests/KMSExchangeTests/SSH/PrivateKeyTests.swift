import ActivationDomain
import Foundation
import TestSupport
import Testing

@testable import KMSExchange

/// What files of keys hold, by OpenSSH's own tools and openssl's.
@Suite("Private keys of SSH", .timeLimit(.minutes(3)))
struct PrivateKeyTests {
    private static let passphrase = "Zug um Zug"

    private func withKeys(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    private func make(_ path: String, _ passphrase: String = "", _ further: String...) async throws {
        try await Program("/usr/bin/ssh-keygen", ["-q", "-t", "ecdsa", "-N", passphrase, "-f", path] + further)
            .succeeded()
    }

    private func refusal(_ path: String, agent: String? = nil) async -> String? {
        let credential = Credential(id: "#1 u", username: "u", proof: .identity(file: path))
        do throws(ChannelError) {
            var configuration = SSHConfiguration()
            configuration.limits.connect = .seconds(60)
            try await SSHOpener(configuration).check(credential, agent: agent)
            return nil
        } catch {
            guard case .noLogOn(let detail) = error else { return "\(error)" }
            return detail
        }
    }

    @Test("Keys in both forms, without a passphrase and with one; the public half; PuTTY's form; no key at all")
    func forms() async throws {
        try await withKeys { folder in
            for (name, format) in [("new", "RFC4716"), ("old", "PEM"), ("pkcs8", "PKCS8")] {
                let (open, closed) = ("\(folder)/\(name)", "\(folder)/\(name).closed")
                try await make(open, "", "-m", format)
                #expect(await refusal(open) == nil)
                try await make(closed, Self.passphrase, "-m", format)
                #expect(
                    await refusal(closed)?.contains("has a passphrase, nobody is there to type it") == true,
                    "\(name)"
                )
            }
            #expect(
                await refusal("\(folder)/new.pub")?.contains("the public half of a key: name the private one") == true
            )
            for (text, part) in [
                ("PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTY's form"),
                ("-----BEGIN EC PRIVATE KEY-----\r\nMHc=\r\n-----END EC PRIVATE KEY-----\r\n", "line ends of Windows"),
                ("hunter2", "holds no private key of SSH"),
                ("", "holds no private key of SSH"),
                (
                    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
                    "holds no private key"
                ),
            ] {
                try Data(text.utf8).write(to: URL(filePath: folder + "/other"))
                #expect(await refusal(folder + "/other")?.contains(part) == true, "\(text)")
            }
        }
    }

    @Test("A key with a passphrase is taken when the agent holds it, and no sooner")
    func agent() async throws {
        try await withKeys { folder in
            let (socket, key, old) = (folder + "/agent", folder + "/key", folder + "/old")
            try await make(key, Self.passphrase)
            try await make(old, Self.passphrase, "-m", "PEM")
            let agent = try Program("/usr/bin/ssh-agent", ["-D", "-a", socket])
            defer { agent.signal(SIGTERM) }
            try await eventually("the agent listens") { FileManager.default.fileExists(atPath: socket) }
            for wrong in [socket, folder + "/nobody"] { #expect(await refusal(key, agent: wrong) != nil) }
            for path in [key, old] {
                // The same key without its passphrase, which nobody need type then.
                let copy = path + ".copy"
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try await Program("/usr/bin/ssh-keygen", ["-q", "-p", "-P", Self.passphrase, "-N", "", "-f", copy])
                    .succeeded()
                try await Program("/usr/bin/ssh-add", ["-q", copy], environment: ["SSH_AUTH_SOCK": socket]).succeeded()
                #expect(await refusal(path, agent: socket) == nil)
            }
        }
    }
}
