import ActivationDomain
import Foundation
import KMSExchange
import LabSimulator
import NIOPosix
import Testing

/// The exchange as a worker carries it out, over real sockets to the simulated lab.
@Suite(.timeLimit(.minutes(5)))
struct ManagedExchangeTests {
    private static let catalogues: (ErrorCatalogue, ProductCatalogue)? = {
        let config = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../config")
            .standardized
        func text(_ name: String) throws -> String {
            try String(contentsOf: config.appending(path: name), encoding: .utf8)
        }
        return try? (
            ErrorCatalogue(yaml: text("errors.yaml"), file: "errors.yaml"),
            ProductCatalogue(yaml: text("products.yaml"), file: "products.yaml")
        )
    }()

    /// What differs between the tests.
    private struct Set {
        var kmsHost: String?
        var scheme = ComputerEndpoint.Scheme.http
        var trustRoots: String?
        var allowsBasicOverHTTP = true
        var password: String? = "lab-only"
        var wholeLimit = Duration.seconds(100)
        var step = Duration.seconds(60)
        var networks = ["127.0.0.0/8"]
        var pause = Duration.seconds(3)
        var method = AuthenticationMethod.basic
    }

    private func exchange(_ set: Set = Set()) throws -> ManagedExchange {
        let (errors, _) = try #require(ManagedExchangeTests.catalogues)
        var policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: set.kmsHost, kmsPort: 1688)
        policy.pause = set.pause
        let configuration = ManagedExchange.Configuration(
            policy: policy,
            wholeLimit: set.wholeLimit,
            credentialRefusals: 3,
            credentialRest: .seconds(60)
        )
        let opener = WSManOpener(
            WSManOpener.Configuration(
                limits: ChannelLimits(connect: .seconds(60), step: set.step, activate: set.step),
                scheme: set.scheme,
                defaultPort: 1,
                allowsBasicOverHTTP: set.allowsBasicOverHTTP,
                trustRoots: set.trustRoots,
                method: set.method
            )
        )
        let credential = set.password.map { Credential(id: "test", username: "rollcall", password: Secret($0)) }
        return ManagedExchange(
            configuration,
            catalogue: errors,
            addresses: AddressGuard(allowed: try set.networks.map { try IPNetwork.parse($0) }, limit: .seconds(60)),
            openers: [.winrm: opener],
            group: MultiThreadedEventLoopGroup.singleton,
            credential: { _ in credential },
            credentialRested: { _, _, _ in }
        )
    }

    private func run(
        _ computer: String,
        _ product: String = "windows",
        _ set: Set = Set(),
        certificates: LabCertificates? = nil,
        address: String = "127.71.0.1",
        times: Int = 1,
        _ check: ([ExchangeResult], Ledger) throws -> Void
    ) async throws {
        let scenario = try LabScenario.parse(
            """
            port: 0
            credentials: { username: rollcall, password: lab-only }
            computers:
              - { name: C, address: 127.71.0.1, site: main, lab: X, \(computer) }
            """
        )
        let (_, products) = try #require(ManagedExchangeTests.catalogues)
        let wanted = try #require(products[product])
        let exchange = try exchange(set)
        try await LabServer.withRunning(scenario: scenario, certificates: certificates) { server in
            let row = RegisteredComputer(
                name: "C",
                address: address,
                assetTag: "1",
                site: "main",
                lab: "X",
                channel: "winrm",
                products: [product],
                port: server.port,
                line: 2
            )
            var results: [ExchangeResult] = []
            for _ in 0..<times { results.append(await exchange.exchange(with: row, product: wanted)) }
            try check(results, server.ledger)
        }
    }

    @Test("A first activation takes four requests' worth of effects: one activation, nothing set")
    func activates() async throws {
        try await run("products: windows") { results, ledger in
            #expect(results.map(\.outcome) == [.activated])
            #expect(results[0].licence == ActivationEvent.Licence(status: .licensed, minutesRemaining: 259_200))
            #expect(ledger.count(.activate) == 1)
            #expect(ledger.count(.setKMS) == 0)
            #expect(ledger.count(.connect) == 2, "one without a credential first, and one for the whole exchange")
        }
    }

    @Test("A second exchange looks first and asks nothing")
    func looksFirst() async throws {
        try await run("products: windows", times: 2) { results, ledger in
            #expect(results.map(\.outcome) == [.activated, .activated])
            #expect(ledger.count(.activate) == 1)
        }
    }

    @Test("The configured KMS host is set with its port, once")
    func setsTheConfiguredHost() async throws {
        var set = Set()
        set.kmsHost = "kms.example.edu"
        try await run("products: windows, activate: [0xC004F074, ok]", "windows", set, times: 2) { results, ledger in
            #expect(results.last?.outcome == .activated)
            #expect(ledger.count(.setKMS) == 1)
            #expect(ledger.count(.setKMSPort) == 1)
        }
    }

    @Test("Wherever Windows puts the HRESULT of a failed activation, it is found", arguments: ["A", "B", "C", "D"])
    func everyFaultShape(_ shape: String) async throws {
        try await run("products: windows, activate: 0xC004F035, faultShape: \(shape)") { results, _ in
            let code = try #require(ErrorCode("0xC004F035"))
            #expect(results.map(\.outcome) == [.failed(code, inner: nil)])
        }
    }

    @Test("The cause is read from the event of this attempt, in both forms", arguments: ["separate", "joined"])
    func innerCode(_ form: String) async throws {
        try await run(
            "products: windows, activate: 0xC004F074, inner: 0xC004F06C, clockOffset: -9h, eventForm: \(form)"
        ) { results, _ in
            let outer = try #require(ErrorCode("0xC004F074"))
            let inner = try #require(ErrorCode("0xC004F06C"))
            #expect(results.map(\.outcome) == [.failed(outer, inner: inner)])
            let offset = try #require(results[0].evidence.clockOffsetSeconds)
            #expect(abs(offset + 9 * 3600) < 10)
        }
    }

    @Test("Office lives in another engine on Windows 7, and Office 2010 everywhere")
    func engines() async throws {
        for (version, product) in [
            ("6.1", "office-2016"), ("6.1", "office-2010"), ("10.0", "office-2010"), ("10.0", "office-2016"),
        ] {
            try await run("products: \(product), windowsVersion: \"\(version)\"", product) { results, ledger in
                #expect(results.map(\.outcome) == [.activated], "\(product) on \(version)")
                #expect(ledger.count(.activate) == 1)
            }
        }
    }

    @Test(
        "A fault of the connection is an outcome",
        arguments: [
            ("silent", "ROLLCALL_EXCHANGE_TIMEOUT"),
            ("unauthorized", "ROLLCALL_AUTHENTICATION"), ("serverError", "ROLLCALL_PROTOCOL"),
            ("brokenXML", "ROLLCALL_PROTOCOL"),
            ("resetOnActivate", "ROLLCALL_CONNECTION_LOST"), ("quota", "0x803381A6"), ("accessDenied", "0x80070005"),
        ]
    )
    func faults(_ fault: String, _ code: String) async throws {
        var set = Set()
        // Long for all but the one that says nothing: a busy machine must not make a time-out of it.
        set.step = .seconds(fault == "silent" ? 1 : 60)
        // With no time for another look, a lost activation is looked after once.
        set.pause = .seconds(600)
        try await run("products: windows, fault: \(fault)", "windows", set) { results, _ in
            let expected = try #require(ErrorCode(code))
            #expect(results.map(\.outcome) == [.failed(expected, inner: nil)])
        }
    }

    @Test(
        "An activation whose answer is lost, or never comes, is judged by the licence",
        arguments: ["dropped", "unanswered"]
    )
    func lostAnswer(_ fault: String) async throws {
        var set = Set()
        set.step = .seconds(20)
        try await run("products: windows, fault: \(fault)", "windows", set) { results, ledger in
            #expect(results.map(\.outcome) == [.activated])
            #expect(ledger.count(.activate) == 1, "not asked again")
        }
    }

    @Test("An activation that outlasts the computer's own limit is looked after, and asked for once")
    func operationTimeout() async throws {
        var set = Set()
        set.pause = .milliseconds(200)
        set.wholeLimit = .seconds(60)
        set.step = .seconds(20)
        let slow = "products: windows, seconds: 2, operationLimit: 0.2"
        try await run("\(slow), activate: ok", "windows", set) { results, ledger in
            #expect(results.map(\.outcome) == [.activated])
            #expect(ledger.count(.activate) == 1)
        }
        try await run("\(slow), activate: 0xC004F074, inner: 0xC004F06C", "windows", set) { results, ledger in
            let code = try #require(ErrorCode("0xC004F06C"))
            #expect(results.map(\.outcome) == [.failed(code, inner: nil)], "the event tells")
            #expect(results[0].evidence.eventRecordNumber != nil)
            #expect(results[0].evidence.clockOffsetSeconds != nil)
            #expect(ledger.count(.activate) == 1)
        }
        // The KMS host has answered, and the licence is what it was.
        try await run("\(slow), activate: lies", "windows", set) { results, ledger in
            let code = try #require(ErrorCode("0xC004F009"))
            #expect(results.map(\.outcome) == [.failed(code, inner: nil)], "its own reason")
            #expect(ledger.count(.activate) == 1)
        }
    }

    @Test("What shows nothing until the time is up has failed as its call did")
    func nothingShows() async throws {
        var set = Set()
        set.pause = .milliseconds(200)
        set.wholeLimit = .seconds(20)
        set.step = .seconds(20)
        // Of this code no event tells.
        let line = "products: windows, seconds: 2, operationLimit: 0.2, activate: 0xC004F035"
        try await run(line, "windows", set) { results, _ in
            let code = try #require(ErrorCode("0x80338029"))
            #expect(results.map(\.outcome) == [.failed(code, inner: nil)])
            #expect(results[0].licence?.status == .initialGrace, "as it was read")
        }
    }

    @Test("A retail edition alone is refused, and named")
    func retail() async throws {
        try await run("products: office-2021, licenceChannel: retail, status: 5", "office-2021") { results, ledger in
            #expect(results.map(\.outcome) == [.refused(.noKMSEdition)])
            #expect(results[0].evidence.licences?.contains("RETAIL") == true)
            #expect(ledger.count(.activate) == 0)
        }
    }

    @Test("An activation that says success and is none is not believed")
    func lies() async throws {
        try await run("products: windows, activate: lies") { results, ledger in
            guard case .failed = results[0].outcome else {
                Issue.record("\(results[0].outcome)")
                return
            }
            #expect(ledger.count(.activate) == 1)
        }
    }

    @Test("The whole limit ends an exchange; cancelling it is no attempt")
    func limits() async throws {
        var set = Set()
        // Long enough for the connection to stand.
        set.wholeLimit = .seconds(10)
        // One that takes long would say by itself that the time it was given is over.
        try await run("products: windows, fault: silent", "windows", set) { results, _ in
            #expect(results.map(\.outcome) == [.failed(.exchangeTimeout, inner: nil)])
        }
        let exchange = try self.exchange()
        let (_, products) = try #require(ManagedExchangeTests.catalogues)
        let windows = try #require(products["windows"])
        let row = RegisteredComputer(
            name: "C",
            address: "127.71.0.9",
            assetTag: "1",
            site: "main",
            lab: "X",
            channel: "winrm",
            products: ["windows"],
            port: 9,
            line: 2
        )
        let result = await withTaskGroup(of: ExchangeResult.self) { group in
            group.addTask {
                // Here and not from outside, where the connection may be refused before that.
                withUnsafeCurrentTask { $0?.cancel() }
                return await exchange.exchange(with: row, product: windows)
            }
            return await group.next()
        }
        #expect(result?.outcome == .interrupted)
    }

    @Test(
        "Computers that say nothing hold nobody up who waits for the same credential",
        arguments: [AuthenticationMethod.basic, .ntlm, .negotiate]
    )
    func silentOthers(method: AuthenticationMethod) async throws {
        let silent = (1...12).map {
            "  - { name: S\($0), address: 127.71.1.\($0), site: main, lab: X, products: windows, fault: silent }"
        }
        let scenario = try LabScenario.parse(
            """
            port: 0
            credentials: { username: rollcall, password: lab-only }
            computers:
              - { name: C, address: 127.71.0.1, site: main, lab: X, products: windows }
            \(silent.joined(separator: "\n"))
            """
        )
        let (_, products) = try #require(ManagedExchangeTests.catalogues)
        let windows = try #require(products["windows"])
        var set = Set()
        // One after the other they would take twelve minutes.
        set.step = .seconds(60)
        set.method = method
        let exchange = try exchange(set)
        try await LabServer.withRunning(scenario: scenario) { server in
            func row(_ name: String, _ address: String) -> RegisteredComputer {
                RegisteredComputer(
                    name: name,
                    address: address,
                    assetTag: name,
                    site: "main",
                    lab: "X",
                    channel: "winrm",
                    products: ["windows"],
                    port: server.port,
                    line: 2
                )
            }
            let result = try await withThrowingTaskGroup(of: ExchangeResult?.self) { group in
                for number in 1...12 {
                    group.addTask {
                        _ = await exchange.exchange(with: row("S\(number)", "127.71.1.\(number)"), product: windows)
                        return nil
                    }
                }
                // All of them are there before the one that answers.
                while server.ledger.count(.connect) < 12 { try await Task.sleep(for: .milliseconds(20)) }
                group.addTask { await exchange.exchange(with: row("C", "127.71.0.1"), product: windows) }
                let first = try await group.next()
                group.cancelAll()
                return first ?? nil
            }
            // What this computer has to say to a log-on by NTLM is that it offers Basic only.
            #expect(result?.outcome == (method == .basic ? .activated : .failed(.authentication, inner: nil)))
        }
    }

    @Test("A computer that has refused a credential is not shown it again by its other jobs")
    func refusedOnce() async throws {
        try await run("products: windows, fault: unauthorized", times: 4) { results, ledger in
            #expect(results.allSatisfy { $0.outcome == .failed(.authentication, inner: nil) })
            #expect(results[1].evidence.detail?.contains("has refused the credential before") == true)
            #expect(ledger.count(.connect) == 2, "the knock, and the one log-on")
        }
    }

    @Test("A computer that a register has under several names is shown a refused credential once")
    func manyNames() async throws {
        let scenario = try LabScenario.parse(
            """
            port: 0
            credentials: { username: rollcall, password: lab-only }
            computers:
              - { name: C, address: 127.71.0.1, site: main, lab: X, products: windows, fault: unauthorized }
            """
        )
        let (_, products) = try #require(ManagedExchangeTests.catalogues)
        let windows = try #require(products["windows"])
        let exchange = try exchange()
        try await LabServer.withRunning(scenario: scenario) { server in
            for number in 1...5 {
                let row = RegisteredComputer(
                    name: "C\(number)",
                    address: "127.71.0.1",
                    assetTag: "\(number)",
                    site: "main",
                    lab: "X",
                    channel: "winrm",
                    products: ["windows"],
                    port: server.port,
                    line: number + 1
                )
                let result = await exchange.exchange(with: row, product: windows)
                #expect(result.outcome == .failed(.authentication, inner: nil))
            }
            #expect(server.ledger.count(.connect) == 2, "the knock, and the one log-on")
        }
    }

    @Test("Nothing is contacted outside the allowed networks, without a credential, or in the clear unless allowed")
    func guards() async throws {
        var set = Set()
        set.networks = ["127.72.0.0/16"]
        try await run("products: windows", "windows", set) { results, ledger in
            #expect(results.map(\.outcome) == [.refused(.addressNotAllowed)])
            #expect(ledger.entries.isEmpty)
        }
        set = Set()
        set.password = nil
        try await run("products: windows", "windows", set) { results, ledger in
            #expect(results.map(\.outcome) == [.failed(.authentication, inner: nil)])
            #expect(ledger.entries.isEmpty)
        }
        set = Set()
        set.allowsBasicOverHTTP = false
        try await run("products: windows", "windows", set) { results, ledger in
            #expect(results.map(\.outcome) == [.failed(.authentication, inner: nil)])
            #expect(ledger.entries.isEmpty)
        }
        try await run("products: windows", "windows", Set(), address: "no-such..host") { results, ledger in
            #expect(results.map(\.outcome) == [.failed(.nameNotFound, inner: nil)])
            #expect(ledger.entries.isEmpty)
        }
    }

    @Test("Over HTTPS with an authority of one's own; an unknown one is refused before the password is sent")
    func overTLS() async throws {
        let certificate = try SelfSigned(name: "localhost")
        let key = URL(filePath: certificate.certificatePath).deletingLastPathComponent().appending(path: "key.pem").path
        let certificates = try LabCertificates(certificate: certificate.certificatePath, key: key)
        let scenario = try LabScenario.parse(
            """
            port: 0
            credentials: { username: rollcall, password: lab-only }
            computers:
              - { name: C, address: 127.0.0.1, site: main, lab: X, products: windows }
            """
        )
        let (_, products) = try #require(ManagedExchangeTests.catalogues)
        let windows = try #require(products["windows"])
        try await LabServer.withRunning(scenario: scenario, certificates: certificates) { server in
            let row = RegisteredComputer(
                name: "C",
                address: "localhost",
                assetTag: "1",
                site: "main",
                lab: "X",
                channel: "winrm",
                products: ["windows"],
                port: server.port,
                line: 2
            )
            var set = Set()
            set.scheme = .https
            set.networks = ["127.0.0.0/8", "::1/128"]
            set.allowsBasicOverHTTP = false
            let stranger = try await exchange(set).exchange(with: row, product: windows)
            #expect(stranger.outcome == .failed(.tls, inner: nil))
            set.trustRoots = certificate.certificatePath
            let trusted = try await exchange(set).exchange(with: row, product: windows)
            #expect(trusted.outcome == .activated)
        }
    }
}
