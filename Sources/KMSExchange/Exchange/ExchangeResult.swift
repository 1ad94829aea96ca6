package import ActivationDomain

/// What came of one exchange with one computer.
package struct ExchangeResult: Sendable, Hashable {
    /// How it ended.
    package enum Outcome: Sendable, Hashable {
        /// The computer itself reports every licence of the product as active.
        case activated
        /// It did not come to that; `inner` is the cause that event 12288 gave.
        case failed(ErrorCode, inner: ErrorCode?)
        /// The computer is not ours to activate.
        case refused(ErrorCode)
        /// Not tried: what it needs is out of use until then.
        case parked(ErrorCode, until: Timestamp)
        /// The worker is stopping; the attempt does not count.
        case interrupted
    }

    private struct Values: Sendable, Hashable {
        var outcome: Outcome
        var licence: ActivationEvent.Licence?
        var kmsHost: String?
        var evidence = Evidence()
        var refusal: Refusal?
    }

    /// The values lie apart: a result is handed on through functions that wait, and each keeps room for it meanwhile.
    private indirect enum Box: Sendable, Hashable {
        case holding(Values)
    }
    private var box: Box
    private var values: Values {
        get {
            switch box {
            case .holding(let values): values
            }
        }
        set { box = .holding(newValue) }
    }

    package var outcome: Outcome {
        get { values.outcome }
        set { values.outcome = newValue }
    }
    package var licence: ActivationEvent.Licence? {
        get { values.licence }
        set { values.licence = newValue }
    }
    package var kmsHost: String? {
        get { values.kmsHost }
        set { values.kmsHost = newValue }
    }
    package var evidence: Evidence {
        get { values.evidence }
        set { values.evidence = newValue }
    }

    /// Who has refused a credential.
    enum Refusal: Sendable, Hashable {
        /// The computer, which may be what is wrong: it counts towards a rest.
        case byComputer
        /// The realm of the account, whatever the computer is.
        case byRealm
    }

    /// Who has refused the log-on, if anyone has.
    private(set) var refusal: Refusal? {
        get { values.refusal }
        set { values.refusal = newValue }
    }

    /// Whether a log-on was refused, for which its credential may have to rest.
    var isRefusal: Bool { refusal != nil }

    /// Makes a result.
    package init(_ outcome: Outcome) {
        box = .holding(Values(outcome: outcome))
    }

    /// What an error of the channel makes of an exchange; a cancelled one is no attempt.
    init(_ error: ChannelError) {
        self.init(error == .cancelled ? .interrupted : .failed(error.code, inner: nil))
        evidence.detail = error.detail
        switch error {
        case .authentication, .refusedInsteadOfKerberos: refusal = .byComputer
        case .refusedByRealm: refusal = .byRealm
        default: break
        }
    }
}

/// Whoever carries out exchanges for the pipeline.
package protocol ComputerExchange: Sendable {
    /// Carries out one exchange: one attempt at one product on one computer, the register's values alone being used.
    ///
    /// Never throws: a fault, a time-out or a broken answer is an outcome. Cancelling the task ends it as
    /// ``ExchangeResult/Outcome/interrupted``.
    func exchange(with computer: RegisteredComputer, product: ProductCatalogue.Product) async -> ExchangeResult
}
