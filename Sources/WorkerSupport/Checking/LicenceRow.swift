package import ActivationDomain
package import KMSExchange

/// What was read of one product on one computer: a row of the table, and the same as JSON.
package struct LicenceRow: Sendable, Hashable, Encodable {
    /// How it stands.
    package enum Verdict: String, Sendable, Hashable, Encodable {
        case licensed
        case notLicensed = "not-licensed"
        /// The computer did not answer, or did not let us in.
        case notRead = "not-read"
    }

    package var computer: String
    package var product: String
    package var verdict: Verdict
    /// The licence's state in the words of events; nil when it was not read, or there is no volume licence.
    package var status: String?
    /// Nil when there is no end.
    package var minutesRemaining: Int?
    /// When the licence or the grace period ends, by this computer's clock.
    package var until: String?
    package var kmsHost: String?
    /// `licence`, `service` or `discovered`; nil where the computer does not say.
    package var kmsHostSource: String?
    package var code: String?
    /// What the code says, in English, and what the computer said.
    package var error: String?
    /// What the computer, or what is on the way to it, said in its own words.
    package var detail: String?
    /// What the code says, and what to do, by language.
    package var title, advice: [String: String]?

    private init(_ computer: String, _ product: String, _ verdict: Verdict) {
        self.computer = computer
        self.product = product
        self.verdict = verdict
    }

    /// What was read.
    package init(_ computer: String, _ look: ComputerLook.Product, _ catalogue: ErrorCatalogue, now: Timestamp) {
        guard let licence = look.deciding else {
            self.init(computer, look.key, .notLicensed)
            set(.noKMSEdition, look.unfit, catalogue)
            return
        }
        self.init(computer, look.key, licence.status == .licensed ? .licensed : .notLicensed)
        status = licence.status?.word
        if licence.minutesRemaining > 0 {
            minutesRemaining = licence.minutesRemaining
            // A computer may give any number.
            until = now.advanced(by: .seconds(60) * min(licence.minutesRemaining, 1_000_000_000)).toTheSecond
        }
        kmsHost = look.kmsHost.map { host in host.port.map { "\(host.name):\($0)" } ?? host.name }
        kmsHostSource = look.kmsHost?.source?.rawValue
        // Only a code of severity "error" explains anything.
        if verdict != .licensed, licence.statusReason >= 0x8000_0000 {
            set(ErrorCode(hresult: licence.statusReason), nil, catalogue)
        }
    }

    /// What became of a look that failed.
    package init(_ computer: String, _ product: String, _ failure: ExchangeFailure, _ catalogue: ErrorCatalogue) {
        self.init(computer, product, .notRead)
        let detail = failure.result.evidence.detail
        switch failure.result.outcome {
        case .failed(let code, let inner): set(inner ?? code, detail, catalogue)
        case .refused(let code): set(code, detail, catalogue)
        case .parked(let code, _): set(code, "not tried: \(code.reasonNotToTry)", catalogue)
        case .activated, .interrupted: error = "interrupted"
        }
    }

    private mutating func set(_ code: ErrorCode, _ detail: String?, _ catalogue: ErrorCatalogue) {
        self.code = code.text
        self.detail = detail
        let entry = catalogue.entry(code)
        title = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.title[$0]) })
        advice = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.advice[$0]) })
        error = error(in: .english)
    }

    /// What the code says in a language, and what the computer said.
    package func error(in language: Language) -> String? {
        guard let title = title?[language.rawValue] else { return error }
        return detail.map { "\(title.withoutFullStop) (\($0.withoutFullStop))" } ?? title
    }
}
