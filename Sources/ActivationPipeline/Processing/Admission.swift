package import ActivationDomain

/// Decides whether a job is ours to try, before anything is contacted.
///
/// A worker holds administrator credentials, and a forged job must not send them to a stranger: only computers of the
/// worker's own register are contacted, and always by the register's values.
package struct Admission: Sendable {
    /// What came of the check.
    package enum Decision: Sendable, Hashable {
        case run(RegisteredComputer, ProductCatalogue.Product)
        case denied(Denial)
    }

    /// Why a job is not tried now.
    package enum Denial: Sendable, Hashable {
        case expired
        case failed(ErrorCode, detail: String)
        case refused(ErrorCode, detail: String)
        /// The producer knew a newer register than the worker.
        case parked(ErrorCode, detail: String)
    }

    private let register: RegisterStore
    private let products: ProductCatalogue
    private let staleLimit: Duration

    /// Makes the check; a job may wait for a newer register for `staleLimit` after its enrolment.
    package init(register: RegisterStore, products: ProductCatalogue, staleLimit: Duration) {
        self.register = register
        self.products = products
        self.staleLimit = staleLimit
    }

    /// Checks a job.
    package func decide(_ job: Job, now: Timestamp) -> Decision {
        if let notAfter = job.notAfter, now > notAfter { return .denied(.expired) }
        guard let product = products[job.product] else {
            return .denied(.failed(.unsupported, detail: "this worker's product catalogue has no \(job.product)"))
        }
        if let computer = register.computer(named: job.computer.name), mismatch(job.computer, computer) == nil {
            return .run(computer, product)
        }
        let (computer, modifiedAt) = register.freshComputer(named: job.computer.name)
        let refusal: (ErrorCode, String)
        if let computer {
            guard let what = mismatch(job.computer, computer) else { return .run(computer, product) }
            refusal = (.registerMismatch, what)
        } else {
            refusal = (.notInRegister, "\(job.computer.name) is not in this worker's asset register")
        }
        if let registeredAt = job.registeredAt, modifiedAt < registeredAt,
            job.enrolledAt < now.advanced(by: .seconds(300)), now < job.enrolledAt.advanced(by: staleLimit)
        {
            return .denied(.parked(.registerStale, detail: "\(refusal.1); its file is older than the producer's"))
        }
        return .denied(.refused(refusal.0, detail: refusal.1))
    }

    /// What the job says otherwise than the register.
    private func mismatch(_ job: Job.Computer, _ row: RegisteredComputer) -> String? {
        if row.assetTag.isEmpty || job.assetTag.isEmpty { return "the asset tag is empty" }
        if job.address != row.address, job.address.folded != row.address.folded {
            return "the job's address is \(job.address), the register's is \(row.address)"
        }
        if job.channel.rawValue != row.channel {
            return "the job's channel is \(job.channel), the register's is \(row.channel)"
        }
        if job.assetTag != row.assetTag { return "the job's asset tag is not the register's" }
        if job.site != row.site { return "the job's site is \(job.site), the register's is \(row.site)" }
        if job.lab != row.lab { return "the job's lab is \(job.lab), the register's is \(row.lab)" }
        return nil
    }
}
