package import ActivationDomain

/// One attempt at one product over an open channel.
///
/// It looks first: a licence with enough time left is not asked again, which makes a repeated job harmless. Success is
/// what the computer reports afterwards, not what a call returned. After a code that only wraps the cause it reads the
/// computer's event 12288 of this attempt (told by its record number, since the clock may be what is wrong) and the
/// clock itself. An activation whose answer does not come is looked after until the computer shows what it has come to,
/// or the channel's time is up.
package final class ActivationExchange: Sendable {
    /// What an exchange goes by.
    package struct Policy: Sendable {
        /// A licence with at least so many minutes left is not asked again.
        package var enoughMinutes: Int
        /// The KMS host to set on the computer; nil to leave it to the computer's own settings and DNS.
        package var kmsHost: String?
        package var kmsPort: Int
        /// What may be mended on a computer; by default nothing.
        package var mends: Set<Mend>
        /// How long it waits before it looks again at what an activation without an answer has come to; 3 s by default.
        package var pause = Duration.seconds(3)

        /// Makes a policy.
        package init(enoughMinutes: Int, kmsHost: String?, kmsPort: Int, mends: Set<Mend> = []) {
            self.mends = mends
            self.enoughMinutes = enoughMinutes
            self.kmsHost = kmsHost
            self.kmsPort = kmsPort
        }
    }

    private let channel: any ComputerChannel
    private let product: ProductCatalogue.Product
    private let catalogue: ErrorCatalogue
    private let policy: Policy
    private let clock: any Clock<Duration>

    /// Makes an exchange.
    package init(
        over channel: any ComputerChannel,
        product: ProductCatalogue.Product,
        catalogue: ErrorCatalogue,
        policy: Policy,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.channel = channel
        self.clock = clock
        self.product = product
        self.catalogue = catalogue
        self.policy = policy
    }

    /// Carries it out; `loggedOn` is called once the computer has taken the credential.
    package func run(loggedOn: @Sendable () -> Void) async -> ExchangeResult {
        do {
            let found = Findings(try await LicenceFinding(channel: channel, product: product).find(loggedOn: loggedOn))
            guard let engine = found.engine else { return noKMSEdition(found) }
            if found.licences.allSatisfy(isEnough) { return activated(found) }
            try await setKMSHost(found, in: engine)
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
        let search: LicenceFinding.Result
        var licences: [LicenceRecord]
        /// The number of the newest event 12288 before anything was asked, 0 without one; nil when it is not known.
        var eventBefore: Int?
        /// The event that tells what an activation without an answer has come to.
        var noted: ActivationEventRecord?
        /// What was mended, and how that went; nil as long as nothing was tried.
        var mended: String?

        init(_ search: LicenceFinding.Result) {
            self.search = search
            licences = search.licences
        }

        /// Nil when no engine holds a volume licence of the product.
        var engine: LicensingEngine? { search.engine }

        func replace(_ record: LicenceRecord) {
            if let index = licences.firstIndex(where: { $0.id == record.id }) { licences[index] = record }
        }
    }

    @inline(never)
    private func setKMSHost(_ found: Findings, in engine: LicensingEngine) async throws(ChannelError) {
        guard let host = policy.kmsHost else { return }
        let setting = KMSHostSetting(host: host, port: policy.kmsPort)
        var service: LicensingServiceRecord?
        if setting.needsService(pending(found)) { service = try await channel.service(engine) }
        for holder in setting.holders(
            for: pending(found),
            in: engine,
            service: service,
            ofWindows: product.isWindows
        ) {
            try await channel.setKMSHost(host, port: policy.kmsPort, on: holder)
        }
    }

    private func pending(_ found: Findings) -> [LicenceRecord] {
        found.licences.filter { !isEnough($0) }
    }

    private func activate(_ found: Findings, in engine: LicensingEngine) async -> ExchangeResult {
        for id in pending(found).map(\.id) {
            // Without the number read before there is no telling an old event from the one of this attempt.
            found.eventBefore = await newestEventNumber()
            guard let error = await activate(id, in: engine, found) else { continue }
            if let failure = await mend(await explain(error, found), id, in: engine, found) { return failure }
        }
        return activated(found)
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
        found.noted = nil
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
        if let answer, answer.leavesOpen { return await outcome(of: id, in: engine, unanswered: answer, found) }
        do {
            let record = try await readBack(id, engine, refreshes: answer == nil)
            found.replace(record)
            return answer ?? failure(record)
        } catch {
            return answer ?? error
        }
    }

    private func outcome(
        of id: String,
        in engine: LicensingEngine,
        unanswered answer: ChannelError,
        _ found: Findings
    ) async -> ChannelError? {
        let watch = ActivationWatch(channel: channel, clock: clock, pause: policy.pause, id: id, engine: engine)
        let outcome = await watch.outcome(numberBefore: found.eventBefore) { record in
            found.replace(record)
            return isEnough(record)
        }
        switch outcome {
        case .activated: return nil
        case .unknown: return answer
        case .cancelled: return .cancelled
        case .noted(let event):
            found.noted = event
            return await failure(noted: event, id, in: engine, found)
        }
    }

    /// Why the licence is not active although the attempt that the event is of has ended; nil when it is by now.
    private func failure(
        noted event: ActivationEventRecord,
        _ id: String,
        in engine: LicensingEngine,
        _ found: Findings
    ) async -> ChannelError? {
        if let result = event.result, result != 0 {
            return .hresult(
                result,
                detail: "event 12288 number \(event.recordNumber) tells it; the call itself was not answered"
            )
        }
        // A KMS host has answered.
        return await verdict(on: nil, id, in: engine, found)
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

    /// Why a call that did not fail has left a licence that is not active.
    private func failure(_ record: LicenceRecord) -> ChannelError? {
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
        note(found, in: &failure)
        guard case .failed(let code, _) = failure.outcome else { return failure }
        if let noted = found.noted {
            failure.evidence.eventRecordNumber = noted.recordNumber
            failure.kmsHost = noted.kmsHost ?? failure.kmsHost
        }
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

    // MARK: Mending

    /// Mends what the failure allows to be mended, once in an attempt, and then activates exactly once more.
    ///
    /// - Returns: the failure that is left; nil when the licence is active now.
    @inline(never)
    private func mend(
        _ failure: ExchangeResult,
        _ id: String,
        in engine: LicensingEngine,
        _ found: Findings
    ) async -> ExchangeResult? {
        guard found.mended == nil, case .failed(let code, let inner) = failure.outcome,
            let mend = catalogue.entry(inner ?? code).mend, policy.mends.contains(mend)
        else { return failure }
        var failure = failure
        let mending = Mending(channel: channel, mend, engine)
        let isDone = await mending.carryOut(offsetBefore: failure.evidence.clockOffsetSeconds)
        found.mended = mending.report
        failure.evidence.mended = mending.report
        guard isDone else { return failure }
        found.eventBefore = await newestEventNumber()
        guard let error = await activate(id, in: engine, found) else { return nil }
        return await explain(error, found)
    }

    // MARK: Results

    private func isEnough(_ licence: LicenceRecord) -> Bool {
        licence.status == .licensed
            && (licence.minutesRemaining == 0 || licence.minutesRemaining >= policy.enoughMinutes)
    }

    private func activated(_ found: Findings) -> ExchangeResult {
        let licences = found.licences
        var result = ExchangeResult(.activated)
        // Of several licences the one that ends first.
        let shortest = licences.min { $0.minutesRemaining < $1.minutesRemaining }
        result.licence = shortest.flatMap(licence)
        result.kmsHost = kmsHost(licences)
        if licences.count > 1 { result.evidence.licences = licences.map(\.name).joined(separator: "; ") }
        note(found, in: &result)
        return result
    }

    private func noKMSEdition(_ found: Findings) -> ExchangeResult {
        var result = ExchangeResult(.refused(.noKMSEdition))
        // What is there instead, such as a retail edition, tells the person what to remove.
        result.evidence.licences = found.search.unfit
        note(found, in: &result)
        return result
    }

    private func note(_ found: Findings, in result: inout ExchangeResult) {
        let search = found.search
        guard search.others != nil || search.system != nil || found.mended != nil else { return }
        result.evidence.otherEditions = search.others
        result.evidence.system = search.system
        result.evidence.mended = found.mended
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
