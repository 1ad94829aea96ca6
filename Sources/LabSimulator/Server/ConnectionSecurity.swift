/// What all connections of a lab need for log-ons.
struct ConnectionSecurity: Sendable {
    /// Nil serves HTTP.
    let certificates: LabCertificates?
    /// Nil where no computer has log-ons that take time.
    let threads: AcceptorThreads?

    init(_ certificates: LabCertificates?, threads: AcceptorThreads?) {
        self.certificates = certificates
        self.threads = threads
    }

    var isTLS: Bool { certificates != nil }
}
