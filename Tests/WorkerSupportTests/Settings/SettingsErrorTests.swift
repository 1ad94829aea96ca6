import Testing
import WorkerSupport

@Suite("Errors in settings")
struct SettingsErrorTests {
    @Test(
        "name the place and what to write",
        arguments: [
            ("worker:\n  slots: 0", "2:10: worker.slots is “0”; write a whole number from 1 to 5000."),
            ("worker:\n  slots: many", "2:10: worker.slots is “many”; write"),
            ("worker:\n  slots: 1_000", "2:10: worker.slots is “1_000”; write"),
            ("worker:\n  slots: [1]", "2:10: worker.slots is a list; write a whole number"),
            ("worker:\n  slots: {a: 1}", "2:10: worker.slots is a mapping; write"),
            ("worker:\n  slots:", "2:9: worker.slots has no value; write"),
            ("worker: 5", "1:9: worker is a section, not a single value; write"),
            ("worker: [a]", "1:9: worker is a section, not a list; write"),
            ("- a", "1:1: the file is a list; write"),
            ("worker:\n  allowedNetworks: 10.0.0.0/8", "2:20: worker.allowedNetworks is a single value; write a list"),
            (
                "worker:\n  allowedNetworks: [127.0.0.1, 10.0.0.1/8]",
                "2:32: worker.allowedNetworks: “10.0.0.1/8” has bits set"
            ),
            ("worker:\n  allowedNetworks:\n  - ::1\n  - [a]", "4:5: an element of worker.allowedNetworks is a list;"),
            ("worker:\n  allowedNetworks:\n  -", "is empty; write a single value."),
            ("brokr:\n  url: x", "1:1: brokr is no setting; did you mean broker?"),
            ("worker:\n  slot: 5", "2:3: worker.slot is no setting; did you mean worker.slots?"),
            (
                "worker:\n  winrm:\n    cafile: x",
                "3:5: worker.winrm.cafile is no setting; did you mean worker.winrm.caFile?"
            ),
            ("kms:\n  slots: 5", "2:3: kms.slots is no setting; did you mean worker.slots?"),
            ("broker:\n  password: x", "2:3: broker.password is no setting; did you mean broker.passwordFile?"),
            ("broker.url: x", "1:1: broker.url is no setting; write its parts as nested keys, “broker:” and"),
            (
                "worker:\n  winrm.port: 1",
                "2:3: worker.winrm.port is no setting; write its parts as nested keys, “winrm:” and"
            ),
            ("broker:\n  addresses: [mq]", "2:15: broker.addresses is “mq”; write a host and a port such as"),
            ("broker:\n  addresses: [\"::1:5672\"]", "2:15: broker.addresses is “::1:5672”; write"),
            ("broker:\n  addresses: [\"mq:0\"]", "2:15: broker.addresses is “mq:0”; write"),
            ("broker:\n  addresses: [\"[mq]:5672\"]", "2:15: broker.addresses is “[mq]:5672”; write"),
            (
                "broker:\n  caFile: ca.pem",
                "2:11: broker.caFile is set, but broker.url begins with amqp://; write amqps"
            ),
            (
                "broker: {url: \"amqps://mq\",\n  certificateFile: c.pem}",
                "2:20: broker.certificateFile is set without broker.keyFile; set both or none."
            ),
            (
                "broker: {url: \"amqps://mq\",\n  keyFile: k.pem}",
                "2:12: broker.keyFile is set without broker.certificateFile; set both or none."
            ),
            ("zebra: 1", "1:1: zebra is no setting; remove it, or see config/rollcall.yaml for all settings."),
            ("~: 1", "1:1: this key is no name"),
            ("[a]: 1", "1:1: this key is no name"),
            ("kms:\n  port: 1\n  port: 2", "2:3: the key port stands here and again further down"),
            ("kms: {port: 1}\nkms: {port: 2}", "1:1: the key kms stands here and again"),
            ("kms: &a {port: 1}\nretry: *b", "2:8: this is no valid YAML: found undefined alias;"),
            ("kms:\n\tport: 1", "this is no valid YAML: "),
            ("kms: {port: 1", "this is no valid YAML: "),
            ("kms: 'x", "this is no valid YAML: "),
            ("kms: {port: 1}\n---\nkms: {port: 2}", "this is no valid YAML: "),
            ("kms:\n  port: 1 # \u{1}", "2:13: this character cannot stand in YAML"),
            ("kms:\n  port: !!int 1", "2:9: the tag tag:yaml.org,2002:int is not known here; remove it."),
            ("kms:\n  host: a b", "2:9: kms.host is “a b”; write a DNS name or an IP address."),
            ("kms:\n  domains: [bad..dom]", "is “bad..dom”; write a DNS domain such as example.edu."),
            ("kms:\n  domains: [10.0.0.1]", "is “10.0.0.1”; write a DNS domain such as example.edu."),
            ("kms:\n  port: 65536", "2:9: kms.port is “65536”; write a whole number from 1 to 65535."),
            ("retry:\n  scale: 0", "2:10: retry.scale is “0”; write a number above 0 and up to 1."),
            ("retry:\n  scale: 1.01", "2:10: retry.scale is “1.01”; write"),
            ("retry:\n  scale: nan", "2:10: retry.scale is “nan”; write"),
            ("retry:\n  scale: .5x", "2:10: retry.scale is “.5x”; write"),
            ("topology:\n  results: yes", "2:12: topology.results is “yes”; write true or false."),
            ("topology:\n  prefix: Rollcall", "2:11: topology.prefix is “Rollcall”; write"),
            ("topology:\n  prefix: _a", "2:11: topology.prefix is “_a”; write"),
            ("topology:\n  prefix: a123456789b123456789c123456789d123456789e1", "2:11: topology.prefix is"),
            ("log:\n  level: warn", "2:10: log.level is “warn”; write trace, debug, info, notice, warning or error."),
            (
                "broker:\n  heartbeat: 20",
                "2:14: broker.heartbeat is “20”; write a duration from 1s to 1h (units: ms, s, m, h, d)."
            ),
            ("broker:\n  heartbeat: 2h", "2:14: broker.heartbeat is “2h”; write"),
            (
                "catalogue:\n  errors: \"\"",
                "2:11: catalogue.errors has no value; write the path of a file, or remove it."
            ),
            (
                "worker:\n  suspectAfter: 7",
                "2:17: worker.crashLimit is 6 and less than worker.suspectAfter, which is 7;"
            ),
        ]
    )
    func file(text: String, expected: String) throws {
        let error = try #require(throws: SettingsError.self) { try load(text) }
        #expect(error.description.hasPrefix("config/rollcall.yaml:"))
        #expect(error.description.contains(expected))
        #expect(!error.description.contains("\n"))
        #expect(error.description.hasSuffix(".") || error.description.hasSuffix("?"))
    }

    @Test(
        "name the variable",
        arguments: [
            (
                "ROLLCALL_WORKER_SLOTS", "x",
                "ROLLCALL_WORKER_SLOTS: worker.slots is “x”; write a whole number from 1 to 5000."
            ),
            ("ROLLCALL_WORKER_SLOTS", "", "ROLLCALL_WORKER_SLOTS: worker.slots has no value; write"),
            (
                "ROLLCALL_WORKER_SLOT", "5",
                "ROLLCALL_WORKER_SLOT: this environment variable is no setting; did you mean ROLLCALL_WORKER_SLOTS?"
            ),
            ("ROLLCALL_BROKER_PASWORD", "5", "did you mean ROLLCALL_BROKER_PASSWORD?"),
            ("ROLLCALL_ZEBRA", "5", "ROLLCALL_ZEBRA: this environment variable is no setting; unset it"),
            (
                "ROLLCALL_WORKER_ALLOWED_NETWORKS", "::1,x",
                "ROLLCALL_WORKER_ALLOWED_NETWORKS: worker.allowedNetworks: “x” is no network;"
            ),
        ]
    )
    func variable(name: String, value: String, expected: String) throws {
        let error = try #require(throws: SettingsError.self) { try load(environment: [name: value]) }
        #expect(error.description.contains(expected))
    }

    @Test("never show a broker URI, for a password may be in it")
    func brokerURL() throws {
        let error = try #require(throws: SettingsError.self) { try load("broker:\n  url: http://u:hunter2@h") }
        #expect(error.description.hasPrefix("config/rollcall.yaml:2:8: broker.url has a value that is not understood;"))
        #expect(!error.description.contains("hunter2"))
    }

    @Test(
        "name the place of a broker URI that the client cannot read",
        arguments: [
            (
                "amqp://u:hunter2@h:99999/",
                "broker.url: the broker's address has a port that is not between 1 and 65535."
            ),
            ("amqp://u:hunter2@h/a/b", "broker.url: the broker's address takes no / or @ in a virtual host,"),
            ("amqp://u:hunter2?@h/", "broker.url: the broker's address takes no ? or #;"),
            ("amqp://u:hunter2%zz@h/", "broker.url: the broker's address "),
        ]
    )
    func unreadableBrokerURL(uri: String, expected: String) throws {
        let inFile = try #require(throws: SettingsError.self) { try load("broker:\n  url: \"\(uri)\"") }
        #expect(inFile.description.hasPrefix("config/rollcall.yaml:2:8: \(expected)"), "\(inFile)")
        let variable = try #require(throws: SettingsError.self) { try load(environment: ["ROLLCALL_BROKER_URL": uri]) }
        #expect(variable.description.hasPrefix("ROLLCALL_BROKER_URL: \(expected)"), "\(variable)")
        #expect(!"\(inFile)\(variable)".contains("hunter2"))
    }

    @Test("stop aliases that multiply")
    func aliases() {
        var text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let list = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "b\(level): &a\(level) [\(list)]\n"
        }
        let error = #expect(throws: SettingsError.self) { try load(text) }
        #expect(error?.message.contains("too many values") == true)
    }
}
