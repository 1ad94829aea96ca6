import ActivationDomain
import Testing

@testable import KMSExchange

/// What OpenSSH's client is told.
struct SSHArgumentsTests {
    private func arguments(
        _ credential: Credential? = nil,
        port: Int? = nil,
        address: String = "A101-01.campus.example",
        _ configure: (inout SSHConfiguration) -> Void = { _ in }
    ) throws -> SSHArguments {
        var configuration = SSHConfiguration()
        configure(&configuration)
        let computer = RegisteredComputer(
            name: "A101-01",
            address: address,
            assetTag: "1",
            site: "main",
            lab: "A101",
            channel: "ssh",
            products: ["windows"],
            port: port,
            line: 2
        )
        let target = ChannelTarget(
            computer: computer,
            address: try #require(IPAddress("10.20.1.1")),
            credential: credential
        )
        return SSHArguments(target, configuration)
    }

    private func options(_ words: [String]) -> [String: String] {
        var options: [String: String] = [:]
        for (word, next) in zip(words, words.dropFirst()) where word == "-o" {
            let parts = next.split(separator: "=", maxSplits: 1).map(String.init)
            options[parts[0]] = options[parts[0]] ?? parts[1]
        }
        return options
    }

    @Test("The checked address is connected to, and the register's name is what the user's configuration sees")
    func master() throws {
        let words = try arguments().master(SSHUserSettings("port 22\n"), socket: "/tmp/x/s")
        let options = options(words)
        #expect(Array(words.suffix(2)) == ["--", "A101-01.campus.example"])
        #expect(options["HostName"] == "10.20.1.1")
        #expect(options["HostKeyAlias"] == "a101-01.campus.example")
        #expect(options["StrictHostKeyChecking"] == "yes")
        #expect(options["BatchMode"] == "yes")
        #expect(options["ControlPath"] == "/tmp/x/s")
        #expect(!words.contains("-F") && !words.contains("-l") && !words.contains("-i"))
    }

    @Test("Known hosts are looked up as the client itself would")
    func knownHosts() throws {
        func alias(_ port: Int?, _ settings: String) throws -> String? {
            options(try arguments(port: port).master(SSHUserSettings(settings), socket: "/s"))["HostKeyAlias"]
        }
        #expect(try alias(2222, "port 2222") == "[a101-01.campus.example]:2222")
        #expect(try alias(nil, "port 2200") == "[a101-01.campus.example]:2200", "the user's configuration has a port")
        #expect(try alias(nil, "port 22\nhostkeyalias lab\n") == "lab")
    }

    @Test("Options of the settings come behind those that must hold")
    func furtherOptions() throws {
        let words = try arguments {
            $0.options = ["KexAlgorithms=curve25519-sha256", "BatchMode=no"]
            $0.hostKeys = .acceptNew
            $0.configFile = "/etc/rollcall/ssh_config"
        }.master(SSHUserSettings(""), socket: "/s")
        let options = options(words)
        #expect(options["KexAlgorithms"] == "curve25519-sha256")
        #expect(options["BatchMode"] == "yes", "of several the client takes the first")
        #expect(options["StrictHostKeyChecking"] == "accept-new")
        #expect(words.contains("/etc/rollcall/ssh_config"))
    }

    @Test("A key of the credentials file is the only one that is offered, and a password is no use")
    func credentials() throws {
        let key = Credential(id: "1", username: "CAMPUS\\activator", proof: .identity(file: "/keys/lab"))
        let words = try arguments(key).master(SSHUserSettings(""), socket: "/s")
        #expect(options(words)["IdentitiesOnly"] == "yes")
        #expect(words.contains("/keys/lab") && words.contains("CAMPUS\\activator"))
        let agent = Credential(id: "1", username: "activator", proof: .identity(file: nil))
        let others = try arguments(agent).master(SSHUserSettings(""), socket: "/s")
        #expect(options(others)["IdentitiesOnly"] == nil)
        let password = Credential(id: "1", username: "activator", password: Secret("hunter2"))
        let opener = SSHOpener(SSHConfiguration())
        #expect(opener.takes(key) && opener.takes(agent) && !opener.takes(password))
    }

    @Test("The client gets no variable that may hold a password")
    func environment() {
        let all = [
            "HOME": "/home/a", "PATH": "/bin", "SSH_AUTH_SOCK": "/s", "ROLLCALL_BROKER_PASSWORD": "x",
            "LAB_PASSWORD": "x",
            "LC_ALL": "zh_TW.UTF-8", "LANG": "de_DE", "XDG_RUNTIME_DIR": "/run/user/1",
        ]
        #expect(
            SSHEnvironment.variables(of: all) == [
                "HOME": "/home/a", "PATH": "/bin", "SSH_AUTH_SOCK": "/s", "XDG_RUNTIME_DIR": "/run/user/1",
                "LC_ALL": "C",
            ]
        )
    }
}
