/// When a lost connection, or a channel that the broker has closed, is tried again, and when not any more.
///
/// A plain state machine: time and chance come from outside. The wait lies between a half and the whole of a ceiling
/// that doubles with each failure, so that many workers that lost a broker together do not come back together.
struct Reconnection {
    /// What to do after a failure.
    enum Step: Equatable {
        case retry(after: Duration)
        case giveUp
    }

    private let recovery: AMQPRecovery
    private var failures = 0
    private var refusedSince: ContinuousClock.Instant?

    init(_ recovery: AMQPRecovery) {
        self.recovery = recovery
    }

    /// Counts a failure; `draw` is between 0 and 1, `isPermanent` says that only a person can mend it.
    mutating func failed(isPermanent: Bool, at now: ContinuousClock.Instant, draw: Double) -> Step {
        if isPermanent {
            let since = refusedSince ?? now
            refusedSince = since
            if now - since >= recovery.patience { return .giveUp }
        }
        // 2^20 times any sensible beginning is beyond any sensible limit.
        let ceiling = min(recovery.maximumDelay, recovery.initialDelay * (1 << min(failures, 20)))
        failures += 1
        return .retry(after: ceiling * (0.5 + draw / 2))
    }

    /// Whether it has failed and not succeeded since.
    var isTroubled: Bool { failures > 0 }

    /// Begins anew: it works again.
    mutating func succeeded() {
        failures = 0
        refusedSince = nil
    }
}

extension AMQPError {
    /// Whether only a person can mend it: a refusal by the broker or by TLS, not a failure to reach it.
    var isPermanent: Bool {
        switch code {
        case .refused, .tls, .invalidConfiguration, .invalidArgument, .channelClosed, .consumerCancelled: true
        // Closed for what the client has sent; by an operator or for a defect of the broker's it can pass (AMQP 0-9-1,
        // section "Reply codes").
        case .connectionLost: replyCode.map { ![320, 541].contains($0) } ?? false
        default: false
        }
    }
}
