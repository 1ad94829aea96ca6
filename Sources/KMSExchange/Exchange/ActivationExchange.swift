package import ActivationDomain

/// One attempt at one product over an open channel.
///
/// It looks first: a licence with enough time left is not asked again, which makes a repeated job harmless. Success is
/// what the computer reports afterwards, not what a call returned. After a code that only wraps the cause it reads the
/// computer's event 12288 of this attempt (told by its record number, since the clock may be what is wrong) and the
/// clock itself.
package final class ActivationExchange: Sendable {
    /// What an exchange goes by.
    package struct Policy: Sendable {
        /// A licence with at least so many minutes left is not asked again.
        package var enoughMinutes: Int
        /// The KMS host to set on the computer; nil to leave it to the computer's own settings and DNS.
        package var kmsHost: String?
        package var kmsPort: Int

        /// Makes a policy.
        package init(enoughMinutes: Int, kmsHost: String?, kmsPort: Int) {
            self.enoughMinutes = enoughMinutes
            self.kmsHost = kmsHost
            self.kmsPort = kmsPort
        }
    }

    private let channel: any ComputerChannel
    private let product: ProductCatalogue.Product
    private let catalogue: ErrorCatalogue
    private let policy: Policy

    /// Makes an exchange.
    package init(
        over channel: any ComputerChannel,
        product: ProductCatalogue.Product,
        catalogue: ErrorCatalogue,
        policy: Policy
    ) {
        self.channel = channel
        self.product = product
        self.catalogue = catalogue
        self.policy = policy
    }

    /// Carries it out; `loggedOn` is called once the computer has taken the credential.
    package func run(loggedOn: @Sendable () -> Void) async -> ExchangeResult {
        do {
            let found = try await findLicences(loggedOn: loggedOn)
            guard let engine = found.engine else { return noKMSEdition(found.licences) }
            if found.licences.allSatisfy(isEnough) { return activated(found.licences) }
            try await setKMSHost(engine)
            return await activate(found, in: engine)
        } catch {
            return ExchangeResult(error)
        }
    }

    // MARK: Steps

    /// What an attempt knows so far.
    ///
    /// An object, since thousands of attempts wait at a time, and what a function that waits has in its hands stays
    /// allocated: so the steps hand on this, and make large values only where they do not wait.
    private final class Findings {
        /// Nil when no engine holds a volume licence of the product; then `licences` are its other editions.
        let engine: LicensingEngine?
        var licences: [LicenceRecord]
        /// The number of the newest event 12288 before anything was asked, 0 without one; nil when it is not known.
        var eventBefore: Int?

        init(_ engine: LicensingEngine?, _ licences: [LicenceRecord]) {
            self.engine = engine
            self.licences = licences
        }

        func replace(_ record: LicenceRecord) {
            if let index = licences.firstIndex(where: { $0.id == record.id }) { licences[index] = record }
        }
    }

    private func findLicences(loggedOn: @Sendable () -> Void) async throws(ChannelError) -> Findings {
        var others: [LicenceRecord] = []
        for engine in product.engines {
            let licences = try await channel.licences(in: engine)
            loggedOn()
            let ours = licences.filter(product.matches)
            if !ours.isEmpty { return Findings(engine, ours) }
            others += licences.filter(product.isOfProduct)
        }
        return Findings(nil, others)
    }

    private func setKMSHost(_ engine: LicensingEngine) async throws(ChannelError) {
        guard let host = policy.kmsHost else { return }
        let service = try await channel.service(engine)
        if service.kmsHost?.lowercased() == host.lowercased(), (service.kmsPort ?? 1688) == policy.kmsPort { return }
        try await channel.setKMSHost(host, port: policy.kmsPort, on: service)
    }

    private func activate(_ found: Findings, in engine: LicensingEngine) async -> ExchangeResult {
        // Without the number read before there is no telling an old event from the one of this attempt.
        found.eventBefore = await newestEventNumber()
        for id in found.licences.filter({ !isEnough($0) }).map(\.id) {
            if let error = await activate(id, in: engine, found) { return await explain(error, found) }
        }
        return activated(found.licences)
    }

    @inline(never)
    private func newestEventNumber() async -> Int? {
        do {
            return try await channel.newestActivationEvent()?.recordNumber ?? 0
        } catch {
            return nil
        }
    }

    /// Activates one licence.
    ///
    /// - Returns: why it is not activated; nil when it is.
    @inline(never)
    private func activate(_ id: String, in engine: LicensingEngine, _ found: Findings) async -> ChannelError? {
        var answer: ChannelError?
        do {
            try await channel.activate(id: id, in: engine)
        } catch {
            answer = error
        }
        return await verdict(on: answer, id, in: engine, found)
    }

    // Inlined, what it needs would be allocated while the computer activates.
    @inline(never)
    private func verdict(
        on answer: ChannelError?,
        _ id: String,
        in engine: LicensingEngine,
        _ found: Findings
    ) async -> ChannelError? {
        do {
            let record = try await readBack(id, engine, refreshes: answer == nil)
            found.replace(record)
            return failure(answer, record)
        } catch {
            return answer ?? error
        }
    }

    /// The licence as the computer reports it now; when an activation that did not fail has left no mark, its
    /// service is asked once to look again.
    private func readBack(
        _ id: String,
        _ engine: LicensingEngine,
        refreshes: Bool
    ) async throws(ChannelError) -> LicenceRecord {
        let record = try await channel.licence(id: id, in: engine)
        guard refreshes, record.status != .licensed else { return record }
        try await channel.refresh(try await channel.service(engine))
        return try await channel.licence(id: id, in: engine)
    }

    /// Why the attempt failed, judged by the licence and not by the answer.
    private func failure(_ answer: ChannelError?, _ record: LicenceRecord) -> ChannelError? {
        if let answer {
            // It may be that the computer gave up waiting for its own service, which came to an end all the same.
            return answer == .operationTimeout && isEnough(record) ? nil : answer
        }
        guard record.status != .licensed else { return nil }
        let reason = record.statusReason
        // Only a code of severity "error" explains anything; else: the product was not activated using KMS.
        return .hresult(
            reason >= 0x8000_0000 ? reason : 0xC004_F056,
            detail: "the activation did not fail, but the licence is \(record.status?.word ?? "in an unknown state")"
        )
    }

    /// Adds what the computer itself knows of the cause.
    @inline(never)
    private func explain(_ error: ChannelError, _ found: Findings) async -> ExchangeResult {
        var failure = ExchangeResult(error)
        failure.licence = found.licences.first.flatMap(licence)
        failure.kmsHost = kmsHost(found.licences)
        guard case .failed(let code, _) = failure.outcome else { return failure }
        let entry = catalogue.entry(code)
        guard entry.isWrapper || entry.errorClass == .clock else { return failure }
        if let before = found.eventBefore, let event = try? await channel.newestActivationEvent(),
            event.recordNumber > before
        {
            failure.evidence.eventRecordNumber = event.recordNumber
            failure.kmsHost = event.kmsHost ?? failure.kmsHost
            if let inner = event.result, inner != 0, ErrorCode(hresult: inner) != code {
                failure.outcome = .failed(code, inner: ErrorCode(hresult: inner))
            }
        }
        if let clock = try? await channel.clock() {
            failure.evidence.clockOffsetSeconds = clock.offsetSeconds
            failure.evidence.timeZone = clock.zoneText
        }
        return failure
    }

    // MARK: Results

    private func isEnough(_ licence: LicenceRecord) -> Bool {
        licence.status == .licensed
            && (licence.minutesRemaining == 0 || licence.minutesRemaining >= policy.enoughMinutes)
    }

    private func activated(_ licences: [LicenceRecord]) -> ExchangeResult {
        var result = ExchangeResult(.activated)
        // Of several licences the one that ends first.
        let shortest = licences.min { $0.minutesRemaining < $1.minutesRemaining }
        result.licence = shortest.flatMap(licence)
        result.kmsHost = kmsHost(licences)
        if licences.count > 1 { result.evidence.licences = licences.map(\.name).joined(separator: "; ") }
        return result
    }

    private func noKMSEdition(_ others: [LicenceRecord]) -> ExchangeResult {
        var result = ExchangeResult(.refused(.noKMSEdition))
        // What is there instead, such as a retail edition, tells the person what to remove.
        if !others.isEmpty {
            result.evidence.licences = others.map { "\($0.name) (\($0.description))" }.joined(separator: "; ")
        }
        return result
    }

    private func licence(_ record: LicenceRecord) -> ActivationEvent.Licence? {
        record.status.map { ActivationEvent.Licence(status: $0, minutesRemaining: record.minutesRemaining) }
    }

    private func kmsHost(_ licences: [LicenceRecord]) -> String? {
        licences.lazy.compactMap { $0.kmsHost ?? $0.discoveredKMSHost }.first
    }
}

extension ComputerClock {
    /// Such as `UTC+08:00 Taipei Standard Time`.
    fileprivate var zoneText: String {
        let minutes = abs(zoneOffsetMinutes)
        func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
        let offset = "UTC\(zoneOffsetMinutes < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
        return zoneName.map { "\(offset) \($0)" } ?? offset
    }
}
