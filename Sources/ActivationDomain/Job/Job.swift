/// One product on one computer that is to be activated.
package struct Job: Sendable, Hashable {
    /// A computer as the producer's asset register listed it.
    package struct Computer: Sendable, Hashable {
        package var name: String
        package var address: String
        package var assetTag: String
        package var site: String
        package var lab: String
        package var channel: ManagementChannel

        /// Makes a computer.
        package init(
            name: String,
            address: String,
            assetTag: String,
            site: String,
            lab: String,
            channel: ManagementChannel
        ) {
            self.name = name
            self.address = address
            self.assetTag = assetTag
            self.site = site
            self.lab = lab
            self.channel = channel
        }
    }

    package var id: JobID
    /// The batch that the job belongs to.
    package var campaign: String
    /// Raised when someone tries again a job that has ended.
    package var round: Int
    package var computer: Computer
    /// A key of the product catalogue.
    package var product: String
    /// The number of the coming attempt, from 1.
    package var attempt: Int
    /// How often the job was parked.
    package var parks: Int
    package var enrolledAt: Timestamp
    /// Modification time of the register that the producer read.
    package var registeredAt: Timestamp?
    /// Past it the job is not tried any more.
    package var notAfter: Timestamp?
    /// Carried along and copied into events.
    package var labels: [String: String]

    /// Makes the first attempt of a job, with the id that follows from it.
    package init(
        campaign: String,
        round: Int = 1,
        computer: Computer,
        product: String,
        enrolledAt: Timestamp,
        registeredAt: Timestamp? = nil,
        notAfter: Timestamp? = nil,
        labels: [String: String] = [:]
    ) {
        id = JobID(campaign: campaign, computerName: computer.name, product: product, round: round)
        self.campaign = campaign
        self.round = round
        self.computer = computer
        self.product = product
        attempt = 1
        parks = 0
        self.enrolledAt = enrolledAt
        self.registeredAt = registeredAt
        self.notAfter = notAfter
        self.labels = labels
    }
}

/// How a computer is managed.
package enum ManagementChannel: String, Sendable, Hashable, CaseIterable {
    case winrm
    case ssh
}

/// The queue that holds a job: it is no field of the job.
package enum Lane: String, Sendable, Hashable, CaseIterable {
    case bulk
    case urgent
}
