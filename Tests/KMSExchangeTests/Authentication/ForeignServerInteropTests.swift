import ActivationDomain
import Foundation
import NIOCore
import NIOPosix
import NegotiateAuthentication
import Synchronization
import TestSupport
import Testing

@testable import KMSExchange

/// Our client against a server of parts that others wrote.
///
/// By pyspnego it authenticates and encrypts, by Python's library it speaks HTTP and TLS. Its computer is `localhost`, which is its name with Kerberos too.
@Suite("A WinRM server that others wrote", .timeLimit(.minutes(5)))
struct ForeignServerInteropTests {
    let source = GSSContextSource()
    /// One for all: to make one takes long.
    static let certificate = Result { try SelfSigned(name: "localhost") }

    /// As whom, and by what.
    enum Means: String, CaseIterable, Sendable { case ntlm, kerberos, bareKerberos, basic, certificate }

    // MARK: Support

    private func options(_ means: Means, tls: Bool) throws -> ForeignWinRM.Options {
        var options = ForeignWinRM.Options()
        switch means {
        case .ntlm, .kerberos: options.offers = ["Negotiate", "Kerberos"]
        case .bareKerberos: options.offers = ["Kerberos"]
        case .basic:
            options.offers = ["Basic realm=\"WSMAN\"", "Basic"]
            options.basic = "rollcall:\(ForeignWinRM.password)"
        case .certificate: options.offers = []
        }
        guard tls else { return options }
        let certificate = try Self.certificate.get()
        options.certificate = certificate.certificatePath
        options.key = certificate.keyPath
        // A certificate that vouches for itself.
        if means == .certificate { options.clients = certificate.certificatePath }
        return options
    }

    private func credential(
        _ means: Means,
        password: String = ForeignWinRM.password
    ) async throws -> Credential {
        func credential(_ name: String, _ method: AuthenticationMethod) -> Credential {
            Credential(id: "#1 \(name)", username: name, proof: .password(Secret(password)), method: method)
        }
        switch means {
        case .ntlm: return credential(ForeignWinRM.user, .negotiate)
        case .basic: return credential("rollcall", .basic)
        case .kerberos, .bareKerberos:
            return credential(try await TestKDC.principal(ForeignWinRM.password), .negotiate)
        case .certificate:
            let files = try Self.certificate.get()
            return Credential(
                id: "#1 certificate",
                username: "",
                proof: .certificate(file: files.certificatePath, keyFile: files.keyPath)
            )
        }
    }

    private func opener(tls: Bool, service: String? = nil) throws -> WSManOpener {
        WSManOpener(
            WSManOpener.Configuration(
                limits: ChannelLimits(connect: .seconds(60), step: .seconds(60), activate: .seconds(60)),
                scheme: tls ? .https : .http,
                defaultPort: 1,
                allowsBasicOverHTTP: true,
                trustRoots: tls ? try Self.certificate.get().certificatePath : nil
            ),
            contexts: service.map { GSSContextSource(service: $0) } ?? source
        )
    }

    private func computer(_ port: Int, name: String = "C", address: String = "localhost") -> RegisteredComputer {
        RegisteredComputer(
            name: name,
            address: address,
            assetTag: "1",
            site: "main",
            lab: "X",
            channel: "winrm",
            products: ["windows"],
            port: port,
            line: 2
        )
    }

    private func open(
        _ listener: ForeignWinRM.Listener,
        as credential: Credential,
        tls: Bool,
        service: String? = nil
    ) async throws(KMSExchange.ChannelError) -> any ComputerChannel {
        guard let address = IPAddress("127.0.0.1"), let opener = try? opener(tls: tls, service: service) else {
            throw .protocolViolation(detail: "The test cannot be set up.")
        }
        return try await opener.open(
            ChannelTarget(computer: computer(listener.port), address: address, credential: credential),
            within: .seconds(60),
            on: MultiThreadedEventLoopGroup.singleton.next()
        )
    }

    private func error(
        _ listener: ForeignWinRM.Listener,
        as credential: Credential,
        tls: Bool,
        service: String? = nil,
        requests: Int = 1
    ) async -> KMSExchange.ChannelError? {
        do throws(KMSExchange.ChannelError) {
            let channel = try await open(listener, as: credential, tls: tls, service: service)
            for _ in 0..<requests { _ = try await channel.licences(in: .spp) }
            return nil
        } catch {
            return error
        }
    }

    /// All that an exchange asks for, twice, and what it came to.
    private func activate(_ channel: any ComputerChannel) async throws {
        let licences = try await channel.licences(in: .spp)
        let id = try #require(licences.first?.id)
        #expect(licences.map(\.status) == [.notification])
        #expect(try await channel.newestActivationEvent() == nil)
        try await channel.activate(id: id, in: .spp)
        #expect(try await channel.licence(id: id, in: .spp).status == .licensed)
        // A fault is as well protected as any answer.
        await #expect(throws: KMSExchange.ChannelError.self) { try await channel.restart(.sppsvc) }
        #expect(try await channel.licences(in: .spp).map(\.minutesRemaining) == [259_200])
        await channel.close()
    }

    /// Exchanges with many computers at once, which are as many as there are listeners; with `name` they are one to us too.
    ///
    /// Only by the name `localhost` there are tickets for them.
    private func exchanges(
        _ count: Int,
        with listeners: [ForeignWinRM.Listener],
        as credential: Credential,
        name: String? = nil,
        host: String = "127.0.0.1",
        tls: Bool = false,
        rested: @escaping @Sendable (Credential, Timestamp, String?) -> Void = { _, _, _ in }
    ) async throws -> [ExchangeResult] {
        let catalogues = try ExchangeLab.Catalogues()
        let product = try #require(catalogues.products["windows"])
        let exchange = ManagedExchange(
            ManagedExchange.Configuration(
                policy: .init(enoughMinutes: 216_000, kmsHost: nil, kmsPort: 1688),
                wholeLimit: .seconds(100),
                credentialRefusals: 3,
                credentialRest: .seconds(600)
            ),
            catalogue: catalogues.errors,
            addresses: AddressGuard(allowed: [try IPNetwork.parse("127.0.0.0/8")], limit: .seconds(60)) { _ in
                // Elsewhere `localhost` may lead to IPv6 first.
                IPAddress("127.0.0.1").map { [$0] }
            },
            openers: [.winrm: try opener(tls: tls)],
            group: MultiThreadedEventLoopGroup.singleton,
            credential: { _ in credential },
            credentialRested: rested
        )
        return await withTaskGroup(of: ExchangeResult.self) { group in
            for number in 0..<count {
                let computer = computer(
                    listeners[number % listeners.count].port,
                    name: name ?? "C\(number)",
                    address: host
                )
                group.addTask { await exchange.exchange(with: computer, product: product) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    // MARK: Tests

    @Test(
        "takes a whole exchange by each means, over HTTP encrypted, over HTTPS bound to it",
        arguments: Means.allCases,
        [false, true]
    )
    func exchange(_ means: Means, tls: Bool) async throws {
        guard tls || means != .certificate else { return }
        let listener = try await ForeignWinRM.shared.listen(options(means, tls: tls))
        let credential = try await credential(means)
        let channel = try await open(listener, as: credential, tls: tls)
        let expected: [Means: String] = [
            .ntlm: "negotiate/ntlm", .kerberos: "negotiate/kerberos", .bareKerberos: "kerberos", .basic: "basic",
            .certificate: "certificate",
        ]
        #expect(channel.means == expected[means])
        try await activate(channel)
        let log = try await listener.log()
        #expect(log.connections == 1 && log.refusals == 0 && log.errors.isEmpty, "\(log)")
        let whole = ["Enumerate", "Enumerate", "Activate", "Get", "Get", "Enumerate"]
        #expect(log.messages.compactMap(\.action).prefix(4) == whole.prefix(4))
        let encrypts = !tls && means != .basic
        #expect(log.messages.allSatisfy { $0.encrypted == encrypts })
        switch means {
        case .basic, .certificate: #expect(log.logOns.isEmpty && log.messages.allSatisfy { $0.by == means.rawValue })
        case .ntlm: #expect(log.logOns == [.init(who: ForeignWinRM.user, by: "Negotiate/ntlm")])
        case .kerberos: #expect(log.logOns == [.init(who: credential.username, by: "Negotiate/kerberos")])
        case .bareKerberos: #expect(log.logOns == [.init(who: credential.username, by: "Kerberos/kerberos")])
        }
    }

    @Test("refuses a wrong password once", arguments: [Means.ntlm, .basic], [false, true])
    func wrongPassword(_ means: Means, tls: Bool) async throws {
        let listener = try await ForeignWinRM.shared.listen(options(means, tls: tls))
        let password = "geheim-4711"
        let error = await error(listener, as: try await credential(means, password: password), tls: tls)
        #expect(error?.code == .authentication && error?.detail?.contains("refused the credential") == true)
        let log = try await listener.log()
        #expect(log.refusals == 1 && log.messages.isEmpty, "\(log)")
        // Neither it nor what Basic makes of it.
        for secret in [password, Data("rollcall:\(password)".utf8).base64EncodedString()] {
            #expect(!String(reflecting: error).contains(secret))
        }
    }

    @Test("does not hear of a wrong Kerberos password: the realm refuses it, once")
    func wrongKerberosPassword() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.kerberos, tls: false))
        let credential = try await credential(.kerberos, password: "wrong")
        let error = await error(listener, as: credential, tls: false)
        #expect(error?.code == .authentication)
        #expect(try await listener.log().refusals == 0)
        #expect(try await TestKDC.count("AS_REQ", credential.username, "PREAUTH_FAILED") == 1)
    }

    /// What keeps Kerberos away.
    enum Fault: CaseIterable, Sendable { case unknownRealm, absentKDC, unknownService }

    @Test(
        "refuses NTLM where Kerberos could not be had: both are told, it passes, and counts as a refusal",
        arguments: Fault.allCases
    )
    func refusesInsteadOfKerberos(_ fault: Fault) async throws {
        var credential = try await credential(.kerberos)
        switch fault {
        case .unknownRealm: credential = Self.stranger(in: "NOWHERE.TEST")
        case .absentKDC: credential = Self.stranger(in: "AWAY.TEST")
        case .unknownService: break
        }
        let listener = try await ForeignWinRM.shared.listen(options(.kerberos, tls: false))
        let service = fault == .unknownService ? "NOSUCH" : nil
        let error = try #require(await error(listener, as: credential, tls: false, service: service))
        #expect(error.code == .kerberos, "\(error)")
        let detail = error.detail ?? ""
        let reason = fault == .unknownService ? "No ticket for NOSUCH/localhost" : "The log-on of rollcall@"
        #expect(detail.hasPrefix("Kerberos was not used: \(reason)"), "\(detail)")
        #expect(detail.hasSuffix("refused the credential by NTLM (HTTP 401)."), "\(detail)")
        #expect(ExchangeResult(error).isRefusal, "the password may be what is wrong")
        #expect(try await listener.log().refusals == 1)
    }

    @Test("is not shown it again by the computer's other jobs, which wait")
    func waitsAfterRefusal() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.kerberos, tls: false))
        let results = try await exchanges(
            2,
            with: [listener],
            as: Self.stranger(in: "NOWHERE.TEST"),
            name: "C",
            host: "localhost"
        )
        #expect(results.contains { $0.outcome == .failed(.kerberos, inner: nil) }, "\(results)")
        #expect(results.contains { if case .parked(.kerberos, _) = $0.outcome { true } else { false } }, "\(results)")
        #expect(try await listener.log().refusals == 1)
    }

    @Test("offers only Kerberos to who could not have it: the fault counts, not the credentials file")
    func onlyKerberosAfterFault() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.bareKerberos, tls: false))
        let error = await error(listener, as: Self.stranger(in: "NOWHERE.TEST"), tls: false)
        #expect(error?.code == .kerberos, "\(String(describing: error))")
        #expect(
            error?.detail?.hasSuffix("The computer offers only Kerberos (HTTP 401).") == true,
            "\(String(describing: error))"
        )
    }

    /// Whom no server here knows.
    private static func stranger(in realm: String) -> Credential {
        Credential(
            id: "#1 \(realm)",
            username: "rollcall@\(realm)",
            proof: .password(Secret(ForeignWinRM.password)),
            method: .negotiate
        )
    }

    @Test("refuses a log-on that was made for another TLS connection", arguments: [Means.ntlm, .kerberos])
    func otherBindings(_ means: Means) async throws {
        var options = try options(means, tls: true)
        options.bindings = "other"
        let listener = try await ForeignWinRM.shared.listen(options)
        let error = await error(listener, as: try await credential(means), tls: true)
        // By a ticket the account is proved, so it is not the account that does not get in.
        #expect(error?.code == (means == .ntlm ? .authentication : .kerberos), "\(String(describing: error))")
        let log = try await listener.log()
        #expect(log.refusals == 1 && log.messages.isEmpty)
    }

    @Test("refuses tickets by a clock that is not ours: how far it is off is told", arguments: [nil, 120, 420, -5_430])
    func otherClock(_ seconds: Int?) async throws {
        for means in [Means.kerberos, .bareKerberos] {
            var options = try options(means, tls: true)
            options.bindings = "other"
            options.clock = seconds
            let listener = try await ForeignWinRM.shared.listen(options)
            let error = try #require(await error(listener, as: try await credential(means), tls: true))
            #expect(error.code == .kerberos && !ExchangeResult(error).isRefusal, "\(error)")
            let told = error.detail?.replacing(
                "The realm gave a Kerberos ticket, but the computer refused it (HTTP 401)",
                with: ""
            )
            // To the minute: whole seconds went over the wire, and some passed.
            switch seconds {
            case 420:
                #expect(
                    ["6", "7"].contains { told == "; its clock is \($0) min ahead of this computer's." },
                    "\(error)"
                )
            case -5_430:
                #expect(
                    ["90", "91"].contains { told == "; its clock is \($0) min behind this computer's." },
                    "\(error)"
                )
            default: #expect(told == ".", "\(error)")
            }
        }
    }

    @Test("refuses tickets: no account is locked by that, so no credential rests, and each computer is tried")
    func refusesTickets() async throws {
        var options = try options(.kerberos, tls: true)
        options.bindings = "other"
        var listeners: [ForeignWinRM.Listener] = []
        for _ in 0..<5 { listeners.append(try await ForeignWinRM.shared.listen(options)) }
        let credential = try await credential(.kerberos)
        let results = try await exchanges(5, with: listeners, as: credential, host: "localhost", tls: true)
        #expect(results.allSatisfy { $0.outcome == .failed(.kerberos, inner: nil) }, "\(results)")
        for listener in listeners { #expect(try await listener.log().refusals == 1) }
    }

    @Test("refuses a ticket: the next log-on brings a new one, without asking the realm for the account again")
    func newTicket() async throws {
        for means in [Means.kerberos, .bareKerberos] {
            var refusing = try options(means, tls: true)
            refusing.bindings = "other"
            let refuses = try await ForeignWinRM.shared.listen(refusing)
            let takes = try await ForeignWinRM.shared.listen(options(means, tls: true))
            let credential = try await credential(means)
            for _ in 0..<2 { #expect(await error(refuses, as: credential, tls: true)?.code == .kerberos) }
            // What was taken is shown again.
            for _ in 0..<2 { #expect(await error(takes, as: credential, tls: true) == nil) }
            #expect(try await TestKDC.count("AS_REQ", "ISSUE", credential.username) == 1)
            #expect(try await TestKDC.count("TGS_REQ", "ISSUE", credential.username, "HTTP/localhost") == 3)
        }
    }

    @Test("wants a new log-on in the middle, and gets one", arguments: [Means.ntlm, .kerberos], [false, true])
    func loggedOff(_ means: Means, tls: Bool) async throws {
        var options = try options(means, tls: tls)
        options.logOffAt = 3
        let listener = try await ForeignWinRM.shared.listen(options)
        try await activate(try await open(listener, as: try await credential(means), tls: tls))
        let log = try await listener.log()
        #expect(log.connections == 2 && log.logOns.count == 2 && log.refusals == 0, "\(log)")
        // The one that got no answer was not carried out, and the computer was asked once more.
        #expect(log.messages.count { $0.action == "Activate" } == 1)
    }

    @Test("wants a new log-on for each request: it gets one, and then no more")
    func alwaysLoggedOff() async throws {
        var options = try options(.ntlm, tls: false)
        options.alwaysLogOff = true
        let listener = try await ForeignWinRM.shared.listen(options)
        #expect(await error(listener, as: try await credential(.ntlm), tls: false)?.code == .authentication)
        let log = try await listener.log()
        #expect(log.logOns.count == 2 && log.messages.count == 2)
    }

    @Test("cuts the connection between two requests: a new one is logged on", arguments: [false, true])
    func cut(tls: Bool) async throws {
        var options = try options(.ntlm, tls: tls)
        options.cutAfter = 2
        let listener = try await ForeignWinRM.shared.listen(options)
        let channel = try await open(listener, as: try await credential(.ntlm), tls: tls)
        _ = try await channel.licences(in: .spp)
        _ = try await channel.licences(in: .spp)
        // The end of a connection comes when it comes; whatever was seen of it, nothing is sent twice.
        var lost = 0
        do throws(KMSExchange.ChannelError) {
            _ = try await channel.licences(in: .spp)
        } catch {
            #expect(error.code == .connectionLost)
            lost = 1
            _ = try await channel.licences(in: .spp)
        }
        let log = try await listener.log()
        #expect(log.connections == 2 && log.logOns.count == 2 && log.messages.count == 3, "\(log), lost \(lost)")
    }

    @Test("is not believed in the clear where all is encrypted", arguments: [200, 500])
    func plain(_ status: Int) async throws {
        var options = try options(.ntlm, tls: false)
        options.plainAt = 2
        options.plainStatus = status
        let listener = try await ForeignWinRM.shared.listen(options)
        let error = await error(listener, as: try await credential(.ntlm), tls: false, requests: 2)
        #expect(error?.code == .protocolViolation && error?.detail?.contains("in the clear") == true)
    }

    @Test("is not believed where its words were changed on the way", arguments: [Means.ntlm, .kerberos])
    func spoilt(_ means: Means) async throws {
        var options = try options(means, tls: false)
        options.spoilAt = 2
        let listener = try await ForeignWinRM.shared.listen(options)
        let error = await error(listener, as: try await credential(means), tls: false, requests: 2)
        #expect(error?.code == .protocolViolation)
    }

    @Test("writes UTF-16 and no tabulators", arguments: [Means.ntlm, .basic])
    func otherStyle(_ means: Means) async throws {
        var options = try options(means, tls: false)
        options.encoding = "utf-16"
        options.tab = false
        let listener = try await ForeignWinRM.shared.listen(options)
        try await activate(try await open(listener, as: try await credential(means), tls: false))
    }

    @Test("is too busy for anyone, which passes", arguments: [Means.ntlm, .basic])
    func busy(_ means: Means) async throws {
        var options = try options(means, tls: false)
        options.busy = true
        let listener = try await ForeignWinRM.shared.listen(options)
        #expect(await error(listener, as: try await credential(means), tls: false)?.code.hresult == 0x8033_81A6)
    }

    @Test("offers only Basic: it is not given the password, and a person is told which setting would")
    func onlyBasic() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.basic, tls: true))
        let error = await error(listener, as: try await credential(.ntlm), tls: true)
        #expect(error?.code == .authentication)
        let detail = error?.detail ?? ""
        #expect(detail.contains("offers only Basic") && detail.contains("authentication: basic"), "\(detail)")
        #expect(try await listener.log().refusals == 0)
        // No computer has seen the password, so the others may still have it.
        let plain = try await ForeignWinRM.shared.listen(options(.basic, tls: false))
        let results = try await exchanges(6, with: [plain], as: try await credential(.ntlm))
        #expect(results.map(\.outcome) == Array(repeating: .failed(.authentication, inner: nil), count: 6))
    }

    @Test("offers only Kerberos to who has none")
    func onlyKerberos() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.bareKerberos, tls: false))
        let error = await error(listener, as: try await credential(.ntlm), tls: false)
        #expect(error?.code == .authentication)
        let detail = error?.detail ?? ""
        #expect(detail.contains("offers only Kerberos (HTTP 401)"), "\(detail)")
        #expect(
            detail.contains("\"authentication: kerberos\"") && detail.contains("worker.winrm.authentication"),
            "\(detail)"
        )
    }

    @Test(
        "is asked with a wrong password by three of fifty that wait; a realm, which speaks for all of them, by one",
        arguments: [Means.ntlm, .kerberos]
    )
    func hammering(_ means: Means) async throws {
        var listeners: [ForeignWinRM.Listener] = []
        for _ in 0..<50 { listeners.append(try await ForeignWinRM.shared.listen(options(means, tls: false))) }
        let wrong = try await credential(means, password: "wrong")
        let method: AuthenticationMethod = means == .ntlm ? .ntlm : .kerberos
        let credential = Credential(id: wrong.id, username: wrong.username, proof: wrong.proof, method: method)
        let rests = Mutex<[String]>([])
        let results = try await exchanges(50, with: listeners, as: credential) { rested, _, detail in
            rests.withLock { $0.append("\(rested.id): \(detail ?? "")") }
        }
        let asked = means == .ntlm ? 3 : 1
        #expect(results.count { $0.outcome == .failed(.authentication, inner: nil) } == asked)
        #expect(
            results.count { if case .parked(.authentication, _) = $0.outcome { true } else { false } } == 50 - asked
        )
        let told = rests.withLock { $0 }
        #expect(told.count == 1 && told[0].hasPrefix("\(wrong.id): T"), "\(told)")
        var refusals = 0
        for listener in listeners {
            let log = try await listener.log()
            #expect(log.messages.isEmpty, "\(log)")
            refusals += log.refusals
        }
        #expect(refusals == (means == .ntlm ? 3 : 0))
        if means == .kerberos {
            #expect(try await TestKDC.count("AS_REQ", wrong.username, "PREAUTH_FAILED") == 1)
        }
    }

    @Test("serves fifty at once, and no context is left of them")
    func many() async throws {
        let listener = try await ForeignWinRM.shared.listen(options(.ntlm, tls: false))
        let results = try await exchanges(50, with: [listener], as: try await credential(.ntlm))
        #expect(results.allSatisfy { $0.outcome == .activated && $0.evidence.means == "negotiate/ntlm" })
        #expect(try await listener.log().logOns.count == 50)
        try await eventually("the end of all contexts") { GSSContextSource.liveContexts == 0 }
    }
}
