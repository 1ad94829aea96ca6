package import ActivationDomain

/// Which computers and products of a register are to be enrolled, and as what.
package struct EnrolmentSelection: Sendable {
    package var campaign: String
    package var round = 1
    /// Whom of the register; everything at first.
    package var named = RegisterSelection()
    package var notAfter: Timestamp?
    package var labels: [String: String] = [:]

    /// Selects everything for a campaign.
    package init(campaign: String) {
        self.campaign = campaign
    }

    /// The jobs that follow from a register, and how many of its jobs were left out.
    package func jobs(
        from register: AssetRegister,
        registeredAt: Timestamp?,
        now: Timestamp
    ) -> (jobs: [Job], leftOut: Int) {
        var jobs: [Job] = []
        for (row, products) in named.rows(of: register) {
            guard let channel = ManagementChannel(rawValue: row.channel) else { continue }
            let computer = Job.Computer(
                name: row.name,
                address: row.address,
                assetTag: row.assetTag,
                site: row.site,
                lab: row.lab,
                channel: channel
            )
            jobs += products.map { product in
                Job(
                    campaign: campaign,
                    round: round,
                    computer: computer,
                    product: product,
                    enrolledAt: now,
                    registeredAt: registeredAt,
                    notAfter: notAfter,
                    labels: labels
                )
            }
        }
        return (jobs, register.computers.reduce(0) { $0 + $1.products.count } - jobs.count)
    }
}
