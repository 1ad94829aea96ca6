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
        /// The last log-on was refused, and nobody has heard of it yet.
        case fail(SecurityFailure)
    }

    private var ticket: KerberosTicket?
    private var isUnderWay = false
    private var untold: SecurityFailure?

    /// Someone wants a ticket.
    mutating func want(_ now: ContinuousClock.Instant) -> Action {
        if let failure = untold {
            untold = nil
            return .fail(failure)
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
    mutating func ended(_ result: Result<KerberosTicket, SecurityFailure>, isAwaited: Bool) {
        isUnderWay = false
        switch result {
        case .success(let next): ticket = next
        case .failure(let failure) where failure.code == .refused:
            // The account has changed: the old ticket would hide it until it ends. Told once without asking again, since
            // each question may count towards a lock-out.
            ticket = nil
            if !isAwaited { untold = failure }
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
