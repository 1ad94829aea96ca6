import ActivationDomain
import KMSExchange
import LabSimulator
import TestSupport
import Testing

/// What a worker puts right on a computer when a setting allows it: once, and not at all by default.
@Suite(.timeLimit(.minutes(2)))
struct MendingTests {
    private static let spp = ["stop-service sppsvc 0", "start-service sppsvc 0"]

    private func run(
        _ line: String,
        product: String = "windows",
        mends: Set<Mend> = Set(Mend.allCases),
        _ check: (ExchangeResult, Ledger) throws -> Void
    ) async throws {
        let policy = ActivationExchange.Policy(enoughMinutes: 216_000, kmsHost: nil, kmsPort: 1688, mends: mends)
        try await ExchangeLab.run(["name: C, address: 127.77.1.1, products: \(product), \(line)"], policy: policy) {
            lab in
            try check(try await lab.exchange("C", product), lab.ledger)
        }
    }

    private func services(_ ledger: Ledger) -> [String] {
        ledger.entries.filter { [.stopService, .startService].contains($0.action) }
            .map { "\($0.action.rawValue) \($0.result)" }
    }

    @Test(
        "The licensing service is restarted, and one more activation succeeds",
        arguments: ["0xC0020017", "0x8007139F", "0x80070426", "0x80070422", "0xC004F075"]
    )
    func licensingService(_ code: String) async throws {
        try await run("activate: \(code), needs: licensing-service") { result, ledger in
            #expect(result.outcome == .activated)
            #expect(result.evidence.mended == "licensing-service: the service sppsvc was restarted")
            #expect(services(ledger) == Self.spp)
            #expect(ledger.count(.activate) == 2)
        }
    }

    @Test("Office's own service is restarted for its licences")
    func officeService() async throws {
        let line = "activate: 0xC0020017, needs: licensing-service"
        try await run(line, product: "office-2010") { result, ledger in
            #expect(result.outcome == .activated)
            #expect(services(ledger) == ["stop-service osppsvc 0", "start-service osppsvc 0"])
        }
    }

    @Test("It is done once, and the second failure is told")
    func once() async throws {
        try await run("activate: [0xC0020017, 0x8007139F]") { result, ledger in
            #expect(result.outcome == .failed(ErrorCode(hresult: 0x8007_139F), inner: nil))
            #expect(result.evidence.mended != nil)
            #expect(services(ledger) == Self.spp)
            #expect(ledger.count(.activate) == 2)
        }
    }

    @Test("A wrong clock behind 0xC004F074 is set by the time service; when that finds no time, it stays wrong")
    func clock() async throws {
        let line = "activate: 0xC004F074, inner: 0xC004F06C, clockOffset: -9h, needs: clock"
        try await run(line) { result, ledger in
            #expect(result.outcome == .activated)
            #expect(
                result.evidence.mended?.hasPrefix("clock: the service w32time was restarted; the clock is off by")
                    == true
            )
            #expect(services(ledger) == ["stop-service W32Time 0", "start-service W32Time 0"])
            #expect(ledger.count(.activate) == 2)
        }
        try await run(line + ", timeSource: false") { result, ledger in
            let inner = ErrorCode(hresult: 0xC004_F06C)
            #expect(result.outcome == .failed(ErrorCode(hresult: 0xC004_F074), inner: inner))
            #expect(result.evidence.mended?.contains("before by -3") == true)
            #expect(ledger.count(.activate) == 2)
        }
    }

    @Test(
        "A service that is disabled is not stopped; one that may not be stopped is left; nothing is tried again",
        arguments: [("disabled", [String](), "0x80070422"), ("denied", ["stop-service sppsvc 2"], "0x80070005")]
    )
    func impossible(_ fault: String, _ effects: [String], _ code: String) async throws {
        try await run("activate: 0xC0020017, needs: licensing-service, serviceFault: \(fault)") { result, ledger in
            #expect(result.outcome == .failed(ErrorCode(hresult: 0xC002_0017), inner: nil))
            #expect(result.evidence.mended?.contains(code) == true)
            #expect(services(ledger) == effects)
            #expect(ledger.count(.activate) == 1)
        }
    }

    @Test("By default, and for what the other setting allows, nothing is touched, whatever code comes")
    func defaults() async throws {
        let codes = try CatalogueRow.all().keys.filter { $0.hasPrefix("0x") }.sorted()
        let lines = codes.enumerated().map { "name: C\($0), address: 127.77.2.\($0 + 1), activate: \($1)" }
        try await ExchangeLab.run(lines, policy: ExchangeLab.looksOnce) { lab in
            for number in codes.indices { _ = try await lab.exchange("C\(number)", "windows") }
            #expect(Set(lab.ledger.entries.map(\.action)).isSubset(of: [.connect, .activate, .refresh]))
            #expect(lab.ledger.count(.activate) == codes.count)
        }
        try await run("activate: 0xC0020017", mends: [.clock]) { _, ledger in #expect(services(ledger).isEmpty) }
        try await run("activate: 0xC004F06C", mends: [.licensingService]) { _, ledger in
            #expect(services(ledger).isEmpty)
        }
    }
}
