package import ActivationDomain

/// Which computers and products of a register are to be enrolled, and as what.
package struct EnrolmentSelection: Sendable {
    package var campaign: String
    package var round = 1
    /// Empty means all; names are compared without case.
    package var sites: [String] = []
    package var labs: [String] = []
    package var computers: [String] = []
    package var products: [String] = []
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
        var leftOut = 0
        let wanted = (lower(sites), lower(labs), lower(computers), lower(products))
        for row in register.computers {
            let isWanted = passes(row.site, wanted.0) && passes(row.lab, wanted.1) && passes(row.name, wanted.2)
            for product in row.products {
                guard isWanted, passes(product, wanted.3), let channel = ManagementChannel(rawValue: row.channel) else {
                    leftOut += 1
                    continue
                }
                let computer = Job.Computer(
                    name: row.name,
                    address: row.address,
                    assetTag: row.assetTag,
                    site: row.site,
                    lab: row.lab,
                    channel: channel
                )
                jobs.append(
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
                )
            }
        }
        return (jobs, leftOut)
    }

    private func lower(_ names: [String]) -> Set<String> {
        Set(names.map { $0.lowercased() })
    }

    private func passes(_ name: String, _ wanted: Set<String>) -> Bool {
        wanted.isEmpty || wanted.contains(name.lowercased())
    }
}
