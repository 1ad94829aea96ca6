import ActivationDomain
import ActivationPipeline
import KMSExchange
import LabSimulator
import NIOCore
import NIOPosix
import Testing

/// Each code of the error catalogue, as a simulated computer sends it, through the exchange to what follows.
@Suite(.timeLimit(.minutes(3)))
struct CatalogueAliveTests {
    /// The inner code that every computer has in its log: it decides after a code that only wraps the cause, and is
    /// not looked at after any other.
    private static let inner = "0xC004F042"

    @Test(
        "Every HRESULT leads to its class, attempts and alarm, wherever a reply has it",
        arguments: FaultShape.allCases
    )
    func hresults(_ shape: FaultShape) async throws {
        let rows = try CatalogueRow.all()
        let codes = rows.keys.filter { $0.hasPrefix("0x") }.sorted()
        #expect(codes.count == 86)
        let lines = codes.enumerated().map { number, code in
            // A clock that is wrong is confirmed by the event, which then says the same; with an event, an operation that
            // timed out would have ended with its code.
            let inner = rows[code]?.className == "clock" ? code : Self.inner
            return "name: C\(number), address: 127.76.1.\(number + 1), activate: \(code), "
                + (code == "0x80338029" ? "" : "inner: \(inner), ") + "faultShape: \(shape.rawValue)"
        }
        try await ExchangeLab.run(lines, policy: ExchangeLab.looksOnce) { lab in
            for (number, code) in codes.enumerated() {
                let result = try await lab.exchange("C\(number)", "windows")
                let expected = Self.code(code, in: shape)
                let row = try #require(rows[expected], "\(expected)")
                let inner = row.isWrapper ? Self.inner : nil
                try expect(result, expected, inner, try #require(rows[inner ?? expected]), lab)
            }
        }
    }

    /// The code that an exchange gives for one of the catalogue.
    private static func code(_ code: String, in shape: FaultShape) -> String {
        switch (code, shape) {
        // As a number it is a Win32 error, whose HRESULT is this.
        case ("0x00000005", .code), ("0x00000005", .wmiError), ("0x00000005", .returnValue): "0x80070005"
        // No error by its severity: the licence is read back and is not active.
        case (let code, .returnValue) where code.hasPrefix("0x4"): "0xC004F056"
        default: code
        }
    }

    private func expect(
        _ result: ExchangeResult,
        _ code: String,
        _ inner: String?,
        _ row: CatalogueRow,
        _ lab: ExchangeLab
    ) throws {
        let expected = ExchangeResult.Outcome.failed(
            try #require(ErrorCode(code)),
            inner: try inner.map { try #require(ErrorCode($0)) }
        )
        #expect(result.outcome == expected, "\(code): \(result.evidence.detail ?? "")")
        for attempt in Set([1, row.attempts]) {
            let classifier = Classifier(
                catalogue: lab.catalogues.errors,
                source: "/rollcall/worker/w",
                scale: 1,
                maximumAttempts: nil
            )
            let job = Self.job(attempt: attempt)
            let event: ActivationEvent
            switch classifier.verdict(result, job, now: job.enrolledAt, duration: .zero, draw: 0.5) {
            case .again(let deferred, let next, _):
                event = deferred
                #expect(attempt < row.attempts && next.attempt == attempt + 1 && event.state == .deferred, "\(code)")
            case .end(let failed, nil):
                event = failed
                #expect(attempt == row.attempts && event.state == .failed, "\(code)")
                #expect(event.isExhausted == (row.attempts > 1), "\(code)")
            case let other:
                Issue.record("\(code): \(other)")
                return
            }
            #expect(event.failure?.entry.errorClass.rawValue == row.className, "\(code)")
            #expect((HostAlarms(interval: .seconds(60)).notice(for: event) != nil) == row.raisesAlarm, "\(code)")
        }
    }

    /// How a computer or a setting makes an exchange end with a code of the project's own.
    private static let own: [String: (line: String, address: String?)] = [
        "ROLLCALL_CONNECTION_REFUSED": ("fault: refused", nil),
        "ROLLCALL_CONNECT_TIMEOUT": ("products: windows", nil),
        "ROLLCALL_EXCHANGE_TIMEOUT": ("fault: silent", nil),
        "ROLLCALL_CONNECTION_LOST": ("fault: resetOnActivate", nil),
        "ROLLCALL_NAME_NOT_FOUND": ("products: windows", "no-such..host"),
        "ROLLCALL_TLS": ("products: windows", nil),
        "ROLLCALL_AUTHENTICATION": ("fault: unauthorized", nil),
        "ROLLCALL_KERBEROS": ("products: windows", nil),
        "ROLLCALL_PROTOCOL": ("fault: brokenXML", nil),
    ]

    @Test("Every code of the project's own that an exchange can end with does so", arguments: own.keys.sorted())
    func ownCodes(_ code: String) async throws {
        let (line, address) = try #require(Self.own[code])
        let row = try #require(try CatalogueRow.all()[code])
        // Takes connections and reads nothing from them, so that no handshake ends.
        let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(ChannelOptions.autoRead, value: false).bind(host: "127.76.2.1", port: 0).get()
        let port = code == "ROLLCALL_CONNECT_TIMEOUT" ? mute.localAddress?.port : nil
        // A realm at whose port nobody listens.
        let username = code == "ROLLCALL_KERBEROS" ? "rollcall@AWAY.TEST" : "rollcall"
        try await ExchangeLab.run(
            ["name: C, address: 127.76.2.1, \(line)"],
            policy: ExchangeLab.looksOnce,
            username: username
        ) { configuration in
            if code == "ROLLCALL_KERBEROS" { configuration.method = .kerberos }
            if code == "ROLLCALL_EXCHANGE_TIMEOUT" { configuration.limits.step = .seconds(1) }
            if code == "ROLLCALL_CONNECT_TIMEOUT" { configuration.limits.connect = .seconds(1) }
            if ["ROLLCALL_CONNECT_TIMEOUT", "ROLLCALL_TLS"].contains(code) { configuration.scheme = .https }
        } _: { lab in
            try expect(try await lab.exchange("C", "windows", at: address, port: port), code, nil, row, lab)
        }
        try await mute.close()
    }

    @Test("What is refused, parked or ended without an exchange has its code, and none is left out")
    func withoutExchange() async throws {
        let rows = try CatalogueRow.all()
        var seen = Set(Self.own.keys).union(rows.keys.filter { $0.hasPrefix("0x") })
        let computer = "name: C, address: 127.76.2.1, licenceChannel: retail"
        try await ExchangeLab.run([computer], hasDNS: false) { lab in
            let classifier = Classifier(
                catalogue: lab.catalogues.errors,
                source: "/rollcall/worker/w",
                scale: 1,
                maximumAttempts: nil
            )
            let job = Self.job(attempt: 1)
            func check(_ verdict: Verdict, _ state: ActivationState) throws {
                let event: ActivationEvent
                switch verdict {
                case .end(let end, _): event = end
                case .again(let parked, _, _): event = parked
                default: throw UnexpectedVerdict()
                }
                let code = try #require(event.failure?.code.text)
                #expect(event.state == state, "\(code)")
                #expect(event.failure?.entry.errorClass.rawValue == rows[code]?.className, "\(code)")
                seen.insert(code)
            }
            for address in [nil, "192.0.2.1"] {
                let result = try await lab.exchange("C", "windows", at: address)
                let verdict = classifier.verdict(result, job, now: job.enrolledAt, duration: .zero, draw: 0.5)
                try check(verdict, .refused)
            }
            let denials: [(Admission.Denial, ActivationState)] = [
                (.refused(.notInRegister, detail: "x"), .refused), (.refused(.registerMismatch, detail: "x"), .refused),
                (.failed(.unsupported, detail: "x"), .failed), (.parked(.registerStale, detail: "x"), .parked),
            ]
            for (denial, state) in denials {
                try check(classifier.verdict(denial, job, now: job.enrolledAt, draw: 0.5), state)
            }
            try check(classifier.crashed(job, times: 6, now: job.enrolledAt), .failed)
            let unknown = try await lab.exchange("C", "windows", at: "c.campus.example")
            #expect(unknown.outcome == .failed(.noDNS, inner: nil))
            try check(classifier.verdict(unknown, job, now: job.enrolledAt, duration: .zero, draw: 0.5), .deferred)
            // Only computers that are managed by SSH lead to these.
            for error in [ChannelError.hostKey(detail: "x"), .scriptsUnavailable(detail: "x")] {
                let result = ExchangeFailure(error).result
                try check(classifier.verdict(result, job, now: job.enrolledAt, duration: .zero, draw: 0.5), .failed)
            }
        }
        #expect(seen == Set(rows.keys))
    }

    private struct UnexpectedVerdict: Error {}

    private static func job(attempt: Int) -> Job {
        var job = Job(
            campaign: "alive",
            computer: Job.Computer(
                name: "C",
                address: "127.76.2.1",
                assetTag: "1",
                site: "main",
                lab: "X",
                channel: .winrm
            ),
            product: "windows",
            enrolledAt: Timestamp(microseconds: 1_788_249_600_000_000)
        )
        job.attempt = attempt
        return job
    }
}
