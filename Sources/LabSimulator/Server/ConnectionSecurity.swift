/// What all connections of a lab need for log-ons.
struct ConnectionSecurity: Sendable {
    /// Nil serves HTTP.
    let certificates: LabCertificates?
    /// Nil where no computer has log-ons that take time.
    let threads: AcceptorThreads?

    /// Whether whoever has proved by NTLM who he is may come in to every computer.
    let takesAnyNTLMUser: Bool

    init(_ certificates: LabCertificates?, _ logOns: LogOnEnvironment?) {
        self.certificates = certificates
        threads = logOns == nil ? nil : AcceptorThreads(count: 4)
        takesAnyNTLMUser = logOns?.takesAnyUser ?? false
    }

    var isTLS: Bool { certificates != nil }
}
