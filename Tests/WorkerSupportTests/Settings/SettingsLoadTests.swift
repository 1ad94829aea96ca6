import AMQPClient
import ActivationDomain
import Testing
import WorkerSupport

@Suite("Loading settings")
struct SettingsLoadTests {
    @Test("without a file gives the defaults, with paths where the file would lie")
    func defaults() throws {
        let settings = try load()
        #expect(settings.file == nil)
        #expect(settings.broker.url == "amqp://guest@127.0.0.1:5672/")
        #expect(settings.broker.heartbeat == .seconds(20))
        #expect(settings.worker.slots == 200)
        #expect(settings.worker.allowedNetworks.isEmpty)
        #expect(settings.worker.winrm.defaultPort == 5986)
        #expect(settings.worker.credentialsFile == nil)
        #expect(settings.worker.register == "config/register.csv")
        #expect(settings.catalogue.errors == "config/errors.yaml")
    }

    @Test("puts the file over the defaults and the environment over the file")
    func order() throws {
        let text = """
            # A comment.
            broker:
              url: amqps://u@broker.example/x
              heartbeat: 5s
            worker:
              slots: 7
              name: on
              allowedNetworks: [10.20.0.0/16, "fd00:20::/32"]
              winrm:
                scheme: http
                allowBasicOverHTTP: true
            retry: { scale: 2.5e-1 }
            log:
            """
        let settings = try load(
            text,
            environment: [
                "ROLLCALL_WORKER_SLOTS": "9", "ROLLCALL_WORKER_WINRM_PORT": "5999", "ROLLCALL_TEST_ANYTHING": "x",
                "ROLLCALL_LOG_LEVEL": "debug", "HOME": "/nowhere",
            ]
        )
        #expect(settings.file == "config/rollcall.yaml")
        #expect(settings.broker.url == "amqps://u@broker.example/x")
        #expect(settings.broker.heartbeat == .seconds(5))
        #expect(settings.worker.slots == 9)
        #expect(settings.worker.name == "on")
        #expect(settings.worker.allowedNetworks.map(\.description) == ["10.20.0.0/16", "fd00:20::/32"])
        #expect(settings.worker.winrm.scheme == .http)
        #expect(settings.worker.winrm.allowBasicOverHTTP)
        #expect(settings.worker.winrm.defaultPort == 5999)
        #expect(settings.retry.scale == 0.25)
        #expect(settings.log.level == .debug)
        #expect(settings.broker.connectTimeout == .seconds(10))
    }

    @Test("takes the explicit file, else ROLLCALL_CONFIG's, else the usual one")
    func whichFile() throws {
        let files = ["a.yaml": "kms: {port: 1}", "b.yaml": "kms: {port: 2}"]
        let usual = "kms: {port: 3}"
        let variable = ["ROLLCALL_CONFIG": "b.yaml"]
        #expect(try load(usual, explicitPath: "a.yaml", environment: variable, files: files).kms.port == 1)
        #expect(try load(usual, environment: variable, files: files).kms.port == 2)
        #expect(try load(usual, environment: ["ROLLCALL_CONFIG": ""], files: files).kms.port == 3)
    }

    @Test("refuses a named file that is not there")
    func missingFile() {
        #expect(throws: SettingsError.self) { try load(explicitPath: "a.yaml") }
        let error = #expect(throws: SettingsError.self) { try load(environment: ["ROLLCALL_CONFIG": "b.yaml"]) }
        #expect(error?.description == "b.yaml: the settings file does not exist.")
    }

    @Test("takes paths of the file from its folder, and those of variables from the current one")
    func paths() throws {
        let text = "catalogue: {errors: ../e.yaml, products: /p.yaml}\nworker: {credentialsFile: keys/c.yaml}"
        let settings = try load(
            text,
            at: "/etc/rollcall/r.yaml",
            explicitPath: "/etc/rollcall/r.yaml",
            environment: ["ROLLCALL_WORKER_WINRM_CA_FILE": "ca.pem"]
        )
        #expect(settings.catalogue.errors == "/etc/rollcall/../e.yaml")
        #expect(settings.catalogue.products == "/p.yaml")
        #expect(settings.worker.credentialsFile == "/etc/rollcall/keys/c.yaml")
        #expect(settings.worker.register == "/etc/rollcall/register.csv")
        #expect(settings.worker.winrm.caFile == "ca.pem")
    }

    @Test("takes an empty text for no value where there may be none")
    func optional() throws {
        let text = "kms: {host: kms.example}\nworker: {name: , credentialsFile: null, winrm: {port: \"\"}}"
        let settings = try load(text, environment: ["ROLLCALL_KMS_HOST": ""])
        #expect(settings.kms.host == nil)
        #expect(settings.worker.name == nil)
        #expect(settings.worker.credentialsFile == nil)
        #expect(settings.worker.winrm.port == nil)
    }

    @Test("reads lists from variables, with commas")
    func listVariable() throws {
        let name = "ROLLCALL_WORKER_ALLOWED_NETWORKS"
        #expect(try load(environment: [name: "127.0.0.0/8, ::1"]).worker.allowedNetworks.count == 2)
        #expect(
            try load("worker: {allowedNetworks: [127.0.0.1]}", environment: [name: ""]).worker.allowedNetworks.isEmpty
        )
        #expect(throws: SettingsError.self) { try load(environment: [name: "127.0.0.0/8,"]) }
    }

    @Test(
        "accepts a byte order mark and a file of comments alone",
        arguments: ["\u{FEFF}kms: {port: 1688}", "# none\n", "", "---\n"]
    )
    func oddFiles(text: String) throws {
        #expect(try load(text).kms.port == 1688)
    }
}

@Suite("The broker's addresses and TLS")
struct BrokerTLSTests {
    @Test("are read, with paths from the file's folder")
    func read() throws {
        let text = """
            broker:
              url: amqps://mq-1.example/campus
              addresses: [mq-2.example:5671, "[2001:db8::5]:5671"]
              caFile: ca.pem
              certificateFile: /etc/c.pem
              keyFile: k.pem
            """
        let broker = try load(text).broker
        #expect(broker.addresses.map(\.description) == ["mq-2.example:5671", "[2001:db8::5]:5671"])
        let tls = try #require(broker.tls)
        #expect(tls.caFile == "config/ca.pem")
        #expect(tls.clientCertificate == .init(certificateFile: "/etc/c.pem", keyFile: "config/k.pem"))
    }

    @Test("are the system's authorities and no certificate unless set; none without amqps")
    func defaults() throws {
        #expect(try load().broker.tls == nil)
        #expect(try load("broker: {url: \"AMQPS://mq\"}").broker.tls == AMQPTLS())
    }

    @Test("come from variables, too")
    func variables() throws {
        let environment = [
            "ROLLCALL_BROKER_URL": "amqps://mq", "ROLLCALL_BROKER_CA_FILE": "ca.pem",
            "ROLLCALL_BROKER_ADDRESSES": "mq-2:5671,mq-3:5671",
        ]
        let broker = try load(environment: environment).broker
        #expect(broker.tls?.caFile == "ca.pem")
        #expect(broker.addresses.count == 2)
        let error = #expect(throws: SettingsError.self) { try load(environment: ["ROLLCALL_BROKER_CA_FILE": "ca.pem"]) }
        #expect(error?.description.hasPrefix("ROLLCALL_BROKER_CA_FILE: broker.caFile is set, but broker.url") == true)
    }
}

@Suite("The broker's password")
struct BrokerPasswordTests {
    @Test("comes from the variable, else from the file without its line end")
    func sources() throws {
        let text = "broker: {passwordFile: pw}"
        let readFile = { (path: String) in path == "config/pw" ? "s3cret\r\n" : "" }
        let fromFile = try load(text)
        #expect(fromFile.broker.passwordFile == "config/pw")
        #expect(try fromFile.broker.password(readFile: readFile)?.reveal() == "s3cret")
        let fromVariable = try load(text, environment: ["ROLLCALL_BROKER_PASSWORD": "other"])
        #expect(try fromVariable.broker.password(readFile: readFile)?.reveal() == "other")
        #expect(try load().broker.password() == nil)
        #expect(!String(reflecting: fromVariable).contains("other"))
    }

    @Test("must be its owner's alone in its file", arguments: [0o644, 0o604, 0o660])
    func openFile(mode: Int) throws {
        try withTemporaryFolder { folder in
            var broker = Settings.Broker()
            broker.passwordFile = folder + "/pw"
            try write("s3cret".utf8, to: folder + "/pw", mode: mode)
            let error = try #require(throws: SettingsError.self) { try broker.password() }
            #expect(error.description.contains("can be reached by others than its owner"))
            #expect(!error.description.contains("s3cret"))
            try write("s3cret".utf8, to: folder + "/pw", mode: 0o600)
            #expect(try broker.password()?.reveal() == "s3cret")
        }
    }

    @Test("must not be empty in its file, which must be there")
    func wrongFile() throws {
        let broker = try load("broker: {passwordFile: pw}").broker
        #expect(throws: SettingsError.self) { try broker.password { _ in "\n" } }
        let error = #expect(throws: SettingsError.self) {
            try broker.password { throw FileReadError(path: $0, message: "does not exist", isMissing: true) }
        }
        let sentence = "broker.passwordFile: passwordFile names no file"
        #expect(error?.description.hasPrefix(sentence) == true && error?.description.contains("pw") == false)
    }

    @Test(
        "is not shown with the URI",
        arguments: [
            ("amqp://u:p@h:1/v", "amqp://u@h:1/v"), ("amqp://u@h:1/v", "amqp://u@h:1/v"), ("amqp://h/", "amqp://h/"),
            ("amqp://u:p@q@h", "amqp://u@h"), ("amqp://:p@h", "amqp://@h"),
        ]
    )
    func redaction(url: String, expected: String) {
        var broker = Settings.Broker()
        broker.url = url
        #expect(broker.urlWithoutPassword == expected)
    }
}
