import ActivationDomain
import Foundation
import NIOPosix
import TestSupport
import Testing

@testable import KMSExchange

extension SSHTests {
    /// Connections by OpenSSH's client that do not come to stand, that break, and what is left of them: nothing.
    struct Connection {
        private static var state: [String: Any] { ["licences": [StandIn.windows()]] }

        private func failure(
            _ configure: @escaping (inout SSHConfiguration, TestSSHD) throws -> Void = { _, _ in },
            credential: Credential? = nil
        ) async throws -> ExchangeResult {
            var result: ExchangeResult?
            try await SSHLab.run(Self.state, configure, credential: credential) { lab in
                result = try await lab.result()
                #expect(try lab.steps().isEmpty, "nothing was run on the computer")
            }
            try await expectNothingLeft()
            return try #require(result)
        }

        /// Has the client know the server, and no key but a credential's: the user's own would do.
        private static func leaveKeysOut(of configuration: inout SSHConfiguration, for server: TestSSHD) throws {
            let file = server.folder.appending(path: "no_key")
            try "UserKnownHostsFile \(server.folder.path)/known_hosts\nIdentityAgent none\n".write(
                to: file,
                atomically: true,
                encoding: .utf8
            )
            configuration.configFile = file.path
        }

        private func expectNothingLeft() async throws {
            try await eventually("nothing is left") { SSHLab.remains().isEmpty }
        }

        @Test("A key that the computer does not take is a refused credential")
        func wrongKey() async throws {
            let key = try TestFolder.make("key").appending(path: "k").path
            try await Program("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).succeeded()
            let credential = Credential(id: "1", username: NSUserName(), proof: .identity(file: key))
            let result = try await failure(
                { try Self.leaveKeysOut(of: &$0, for: $1) },
                credential: credential
            )
            #expect(result.outcome == .failed(.authentication, inner: nil))
            #expect(result.evidence.detail?.contains("Permission denied") == true)
        }

        @Test("A key of the credentials file logs on")
        func givenKey() async throws {
            try await TestSSHD.withRunning(addresses: [SSHLab.address]) { server in
                let credential = Credential(id: "1", username: NSUserName(), proof: .identity(file: server.identity))
                var configuration = SSHConfiguration()
                try Self.leaveKeysOut(of: &configuration, for: server)
                try server.setComputer(SSHLab.address, Self.state)
                let target = ChannelTarget(
                    computer: RegisteredComputer(
                        name: "A",
                        address: SSHLab.address,
                        assetTag: "1",
                        site: "s",
                        lab: "l",
                        channel: "ssh",
                        products: ["windows"],
                        port: server.port,
                        line: 2
                    ),
                    address: try #require(IPAddress(SSHLab.address)),
                    credential: credential
                )
                let loop = MultiThreadedEventLoopGroup.singleton.next()
                let channel = try await SSHOpener(configuration).open(target, within: .seconds(60), on: loop)
                #expect(try await channel.system().version == "10.0.19045")
                await channel.close()
            }
            try await expectNothingLeft()
        }

        @Test("An unknown host key, and a changed one, is refused by name")
        func hostKeys() async throws {
            var name = ""
            let unknown = try await failure { _, server in
                name = "[\(SSHLab.address)]:\(server.port)"
                try server.setKnownHosts("")
            }
            #expect(unknown.outcome == .failed(.hostKey, inner: nil))
            #expect(unknown.evidence.detail?.contains("host key is known for") == true, "\(unknown)")
            #expect(unknown.evidence.detail?.hasSuffix("; its name in known_hosts is \(name)") == true, "\(unknown)")
            let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJxXFr0cCFRbZaPWqBPxIVUZxm8mTBGvcAVrCwT4ol6Z"
            let changed = try await failure { configuration, server in
                name = "[\(SSHLab.address)]:\(server.port)"
                try server.setKnownHosts("\(name) \(key)\n")
                configuration.hostKeys = .acceptNew
            }
            #expect(changed.outcome == .failed(.hostKey, inner: nil))
            let start = "The computer shows another host key than before, ED25519 SHA256:"
            #expect(changed.evidence.detail?.hasPrefix(start) == true, "\(changed)")
            #expect(changed.evidence.detail?.hasSuffix("; its name in known_hosts is \(name)") == true, "\(changed)")
        }

        @Test("A new key is taken and remembered where a setting says so")
        func acceptNew() async throws {
            try await SSHLab.run(
                Self.state,
                { configuration, server in
                    try server.setKnownHosts("")
                    configuration.hostKeys = .acceptNew
                }
            ) { lab in
                let ended = try await lab.result()
                #expect(ended.outcome == .activated)
                #expect(try lab.server.knownHostsText().hasPrefix("[\(SSHLab.address)]:\(lab.server.port) ssh-"))
            }
        }

        @Test("A port that refuses, one that says nothing, and a client that is not there are told apart")
        func unreachable() async throws {
            var refused: ExchangeResult?
            // The port for services by name, which nobody has any more.
            try await SSHLab.run(Self.state) { lab in refused = try await lab.result(port: 1) }
            #expect(refused?.outcome == .failed(.connectionRefused, inner: nil), "\(String(describing: refused))")
            let silent = try await failure { configuration, _ in
                configuration.limits.connect = .seconds(1)
                configuration.options = ["ProxyCommand=sleep 60"]
            }
            #expect(silent.outcome == .failed(.connectTimeout, inner: nil), "\(silent)")
            let missing = try await failure { configuration, _ in configuration.program = "/no/such/ssh" }
            #expect(missing.outcome == .failed(.protocolViolation, inner: nil))
            let wrong = try await failure { configuration, _ in configuration.options = ["NoSuchOption=1"] }
            #expect(wrong.outcome == .failed(.protocolViolation, inner: nil))
            #expect(wrong.evidence.detail?.lowercased().contains("nosuchoption") == true, "\(wrong)")
        }

        @Test("The user's configuration leads over a jump host")
        func jumpHost() async throws {
            try await TestSSHD.withRunning(addresses: ["127.62.0.1"], stands: false) { jump in
                try await SSHLab.run(
                    Self.state,
                    { configuration, server in
                        let both = try server.knownHostsText() + jump.knownHostsText()
                        try server.setKnownHosts(both)
                        let text = """
                            Host jump
                                HostName 127.62.0.1
                                Port \(jump.port)
                                IdentityFile \(jump.identity)
                            Host 127.61.0.1
                                ProxyJump jump
                                IdentityFile \(server.identity)
                            Host *
                                IdentitiesOnly yes
                                IdentityAgent none
                                UserKnownHostsFile \(server.folder.path)/known_hosts
                                GlobalKnownHostsFile /dev/null
                            """
                        let file = server.folder.appending(path: "jump_config")
                        try text.write(to: file, atomically: true, encoding: .utf8)
                        configuration.configFile = file.path
                    }
                ) { lab in
                    let result = try await lab.result()
                    #expect(result.outcome == .activated, "\(result)")
                    #expect(result.evidence.contactedAddress == SSHLab.address)
                }
            }
            try await expectNothingLeft()
        }

        @Test("A jump host that refuses is not taken for the computer: what the client says of it is told")
        func jumpHostAway() async throws {
            let result = try await failure { configuration, _ in
                // The port for services by name, which nobody has any more.
                configuration.options = ["ProxyJump=127.62.0.9:1"]
            }
            #expect(result.outcome == .failed(.connectionRefused, inner: nil), "\(result)")
            let line = "ssh: connect to host 127.62.0.9 port 1: Connection refused"
            #expect(
                result.evidence.detail
                    == "Perhaps a jump host's, since 127.62.0.9 is not the computer's address: \(line)"
            )
        }

        @Test("One session at a time is enough")
        func oneSession() async throws {
            let failing = StandIn.windows(["outcome": "0xC004F074"])
            try await SSHLab.run(["licences": [failing]], sshd: ["MaxSessions 1"]) { lab in
                // With so many steps, some ask for a session when the one before is just being put away.
                for _ in 1...5 {
                    let ended = try await lab.result()
                    #expect(ended.outcome == .failed(ErrorCode(hresult: 0xC004_F074), inner: nil), "\(ended)")
                }
                #expect(Set(try lab.server.commands().map(\.connection)).count == 5)
            }
        }

        @Test("No session at all is told")
        func noSession() async throws {
            try await SSHLab.run(Self.state, sshd: ["MaxSessions 0"]) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(.connectionLost, inner: nil), "\(result)")
                #expect(result.evidence.detail?.contains("MaxSessions") == true, "\(result)")
            }
            try await expectNothingLeft()
        }

        @Test("A script that never ends is given up, and the state is read over another connection")
        func hanging() async throws {
            let state: [String: Any] = ["licences": [StandIn.windows()], "hang": "/ato"]
            try await SSHLab.run(
                state,
                policy: ExchangeLab.looksOnce,
                { configuration, _ in configuration.limits.activate = .seconds(8) }
            ) { lab in
                let result = try await lab.result()
                #expect(result.outcome == .failed(.exchangeTimeout, inner: nil), "\(result)")
                // The state of a grace period is a word in the script's listing, and a number in PowerShell's.
                let steps = try lab.steps()
                #expect(steps == ["/dlv", "wevtutil", "/ato", "/dlv", "licences", "wevtutil"])
                #expect(try lab.steps().filter { $0 == "/ato" }.count == 1, "it is not asked for again")
                #expect(Set(try lab.server.commands().map(\.connection)).count == 2)
            }
            try await expectNothingLeft()
        }

        @Test("A connection that is killed in the middle is lost, and nothing of it stays")
        func killed() async throws {
            let state: [String: Any] = ["licences": [StandIn.windows()], "hang": "/dlv"]
            try await SSHLab.run(state) { lab in
                async let ended = lab.result()
                try await eventually("the step has begun") { try !lab.steps().isEmpty }
                lab.server.killConnections()
                let result = try await ended
                #expect(result.outcome == .failed(.connectionLost, inner: nil), "\(result)")
            }
            try await expectNothingLeft()
        }

        @Test("Many at once over few connections, some cancelled half-way: all others succeed and nothing stays")
        func many() async throws {
            try await crowd(50, connections: 10)
        }

        /// So many exchanges, of which each tenth is cancelled when half of all steps have been taken.
        private func crowd(_ count: Int, connections: Int) async throws {
            let cancelled = stride(from: 10, through: count, by: 10)
            try await SSHLab.run(
                Self.state,
                count: count,
                wholeLimit: .seconds(240),
                { configuration, _ in
                    configuration.connections = connections
                    configuration.limits = ChannelLimits(
                        connect: .seconds(120),
                        step: .seconds(120),
                        activate: .seconds(120)
                    )
                }
            ) { lab in
                // Few computers stand for all: what one exchange has activated, another finds active at its first step.
                let tasks = (1...count).map { number in Task { try await lab.result("windows", number) } }
                try await eventually(within: .seconds(200), "half of it is done") {
                    try lab.server.commands().count >= count / 2
                }
                let most = lab.server.connectionCount
                for number in cancelled { tasks[number - 1].cancel() }
                for (index, task) in tasks.enumerated() {
                    let outcome = try await task.value.outcome
                    let isCancelled = cancelled.contains(index + 1)
                    #expect(outcome == .activated || isCancelled && outcome == .interrupted, "\(index + 1)")
                }
                // The server's side of one that has ended may still be there.
                #expect(most < 2 * connections)
            }
            try await expectNothingLeft()
        }

        @Test("What is cancelled in the middle of a step ends at once, with all its processes")
        func cancelled() async throws {
            let state: [String: Any] = ["licences": [StandIn.windows()], "hang": "/ato"]
            try await SSHLab.run(state) { lab in
                let task = Task { try await lab.result() }
                try await eventually("it activates") { try lab.steps().last == "/ato" }
                task.cancel()
                #expect(try await task.value.outcome == .interrupted)
                try await expectNothingLeft()
            }
        }

        @Test("Folders that a killed process has left are removed, and those in use are not")
        func leftOvers() async throws {
            let used = try SocketFolder()
            let parent = URL(filePath: used.path).deletingLastPathComponent().path
            let left = "\(parent)/rollcall-ssh-left\(Int.random(in: 10_000...99_999))"
            try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
            // Openers of tests beside this one remove it, too.
            try? Data().write(to: URL(filePath: left + "/s"))
            SocketFolder.removeLeftOvers()
            try await eventually("it is removed") { !FileManager.default.fileExists(atPath: left) }
            #expect(FileManager.default.fileExists(atPath: used.path))
            let mode = try FileManager.default.attributesOfItem(atPath: used.path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            used.remove()
            #expect(!FileManager.default.fileExists(atPath: used.path))
        }
    }
}
