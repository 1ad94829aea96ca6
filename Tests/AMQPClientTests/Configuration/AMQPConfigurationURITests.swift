import Testing

@testable import AMQPClient

@Suite("Addresses of the broker")
struct AMQPConfigurationURITests {
    @Test("Every part is optional")
    func defaults() throws {
        let configuration = try AMQPConfiguration(uri: "amqp://")
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 5672)
        #expect(configuration.username == "guest")
        #expect(configuration.password == "guest")
        #expect(!configuration.hasPassword)
        #expect(configuration.virtualHost == "/")
    }

    @Test("All parts are read")
    func allParts() throws {
        let configuration = try AMQPConfiguration(uri: "AMQP://worker:s3cret@mq.campus.example:5673/campus")
        #expect(configuration.host == "mq.campus.example")
        #expect(configuration.port == 5673)
        #expect(configuration.username == "worker")
        #expect(configuration.password == "s3cret")
        #expect(configuration.hasPassword)
        #expect(configuration.virtualHost == "campus")
    }

    @Test("A user without a password has none; guest has guest's", arguments: [("worker", ""), ("guest", "guest")])
    func missingPassword(user: String, password: String) throws {
        let configuration = try AMQPConfiguration(uri: "amqp://\(user)@mq/")
        #expect(configuration.password == password)
        #expect(!configuration.hasPassword)
    }

    @Test("An empty password counts as given")
    func emptyPassword() throws {
        let configuration = try AMQPConfiguration(uri: "amqp://guest:@mq/")
        #expect(configuration.password == "")
        #expect(configuration.hasPassword)
    }

    @Test("Parts are percent-decoded")
    func percentDecoding() throws {
        let configuration = try AMQPConfiguration(uri: "amqp://a%40b:p%3A%2F%3F%23%5B%40%25%C3%BC@mq:1/a%2Fb%20c")
        #expect(configuration.username == "a@b")
        #expect(configuration.password == "p:/?#[@%ü")
        #expect(configuration.virtualHost == "a/b c")
        #expect(configuration.host == "mq")
        #expect(configuration.port == 1)
    }

    @Test(
        "Virtual hosts",
        arguments: [
            ("amqp://mq", "/"), ("amqp://mq/", "/"), ("amqp://mq/%2F", "/"), ("amqp://mq/%2f", "/"),
            ("amqp://mq/x", "x"),
        ]
    )
    func virtualHosts(uri: String, name: String) throws {
        #expect(try AMQPConfiguration(uri: uri).virtualHost == name)
    }

    @Test(
        "IPv6 addresses lose their brackets",
        arguments: [("amqp://[::1]", "::1", 5672), ("amqp://u@[2001:db8::5]:5673/v", "2001:db8::5", 5673)]
    )
    func addresses(uri: String, host: String, port: Int) throws {
        let configuration = try AMQPConfiguration(uri: uri)
        #expect(configuration.host == host)
        #expect(configuration.port == port)
    }

    @Test("amqps is TLS, with its own port and the system's authorities")
    func tls() throws {
        let configuration = try AMQPConfiguration(uri: "AMQPS://worker@mq.campus.example/campus")
        #expect(configuration.port == 5671)
        #expect(configuration.tls == AMQPTLS())
        #expect(configuration.tls?.caFile == "/etc/ssl/certs/ca-certificates.crt")
        #expect("\(configuration)" == "amqps://worker@mq.campus.example:5671/campus")
        #expect(try AMQPConfiguration(uri: "amqps://mq:5673").port == 5673)
        #expect(try AMQPConfiguration(uri: "amqp://mq").tls == nil)
    }

    @Test(
        "A client certificate logs on when the URI names no user",
        arguments: [("amqps://mq/", true), ("amqps://@mq/", true), ("amqps://u@mq/", false), ("amqp://mq/", false)]
    )
    func certificateLogOn(uri: String, expected: Bool) throws {
        var configuration = try AMQPConfiguration(uri: uri)
        #expect(!configuration.logsOnByCertificate)
        configuration.tls?.clientCertificate = .init(certificateFile: "c.pem", keyFile: "k.pem")
        #expect(configuration.logsOnByCertificate == expected)
        if expected { #expect("\(configuration)" == "amqps://mq:5671/") }
    }

    static let bad = [
        "", "Geheim", "localhost:5672", "worker:Geheim@mq:5672", "amqp:mq", "amqp:/mq", "amqps:mq",
        "amqps://u:Geheim@mq/a/b",
        "http://u:Geheim@mq/", "amqp://u:Geheim@mq:0/", "amqp://u:Geheim@mq:65536/", "amqp://u:Geheim@mq:99999999999/",
        "amqp://u:Geheim@mq:port/", "amqp://u:Geheim@mq/a/b", "amqp://u:Geheim@mq/a/", "amqp://u:12#Geheim@mq/",
        "amqp://u:12/Geheim@mq", "amqp://u:12?Geheim@mq/", "amqp://u:Geheim@mq/?heartbeat=3", "amqp://u:Geh eim@mq/",
        "amqp://u:Geheim@mq/%zz", "amqp://u:Geheim%FF@mq/", "amqp://%FF:Geheim@mq/", "amqp://u:Geheim%00@mq/",
        "amqp://u:Geheim@mq/v%00x", "amqp://u:Geheim@m%00q/", "amqp://u:Geheim\u{0}@mq/", "amqp://ü:Geheim@mq/",
        "amqp://u:Geheim@[::1/", "amqp://u:Geheim[@mq/",
        "amqp://u:Geheim@%2F/", "amqp://u:Geheim@a%40b/", "amqp://u:Geheim@a%20b/", "amqp://u:Geheim@a%0Ab/",
    ]

    @Test("What cannot be read is refused with one sentence that shows nothing secret", arguments: bad)
    func refused(uri: String) throws {
        let error = try #require(throws: AMQPError.self) { try AMQPConfiguration(uri: uri) }
        #expect(error.code == .invalidConfiguration)
        for text in ["\(error)", error.message, String(reflecting: error)] {
            #expect(!text.contains("Geheim") && !text.contains("eim"))
        }
        #expect(error.message.hasPrefix("the broker's address "))
        #expect(!error.message.contains("\n"))
    }

    @Test("No password in a description or dump")
    func descriptions() throws {
        let configuration = try AMQPConfiguration(uri: "amqp://worker:Geheim@mq:5673/campus")
        #expect("\(configuration)" == "amqp://worker@mq:5673/campus")
        #expect(!String(reflecting: configuration).contains("Geheim"))
        #expect(!String(describing: [configuration]).contains("Geheim"))
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("Geheim"))
    }
}
