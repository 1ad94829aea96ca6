/// When an account's ticket is used, renewed or waited for.
///
/// It does nothing itself.
struct TicketState {
    /// What someone who wants a ticket does.
    enum Action {
        /// Use this one; and begin a log-on for the next, if so told.
        case use(KerberosTicket, beginsLogOn: Bool)
        /// Wait for the log-on under way.
        case wait
        /// Begin a log-on and wait for it.
        case begin
        /// The last log-on was refused, a moment ago, or nobody has heard of it yet.
        case fail(SecurityFailure)
    }

    private var ticket: KerberosTicket?
    private var isUnderWay = false
    private var untold: SecurityFailure?
    /// For how long a refusal by the realm is the answer to all, for each question may count towards a lock-out.
    private let memory: Duration
    private var refusal: (failure: SecurityFailure, until: ContinuousClock.Instant)?

    /// Makes the state of an account that no ticket was asked for yet.
    init(memory: Duration = .zero) {
        self.memory = memory
    }

    /// Someone wants a ticket.
    mutating func want(_ now: ContinuousClock.Instant) -> Action {
        if let failure = untold {
            untold = nil
            return .fail(failure)
        }
        if let refusal {
            if now < refusal.until { return .fail(refusal.failure) }
            self.refusal = nil
        }
        if let ticket, ticket.left(now) > min(.seconds(30), ticket.lifetime / 10) {
            // While the next one is on its way, the old one serves.
            let beginsLogOn = !isUnderWay && ticket.left(now) < min(.seconds(600), ticket.lifetime / 5)
            if beginsLogOn { isUnderWay = true }
            return .use(ticket, beginsLogOn: beginsLogOn)
        }
        ticket = nil
        guard !isUnderWay else { return .wait }
        isUnderWay = true
        return .begin
    }

    /// A log-on has ended, and someone hears of it now if it `isAwaited`.
    mutating func ended(
        _ result: Result<KerberosTicket, SecurityFailure>,
        isAwaited: Bool,
        _ now: ContinuousClock.Instant
    ) {
        isUnderWay = false
        switch result {
        case .success(let next): ticket = next
        case .failure(let failure) where failure.code == .refused || failure.code == .notGranted:
            // The account has changed: the old ticket would hide it until it ends. Told once without asking again, since
            // each question may count towards a lock-out.
            ticket = nil
            if !isAwaited { untold = failure }
            if failure.code == .refused { refusal = (failure, now + memory) }
        case .failure: break
        }
    }

    /// A ticket turned out to be of no use.
    mutating func drop(_ useless: KerberosTicket) {
        if ticket === useless { ticket = nil }
    }
}

extension KerberosTicket {
    /// How long it still serves.
    func left(_ now: ContinuousClock.Instant) -> Duration {
        lifetime - (now - obtained)
    }
}
