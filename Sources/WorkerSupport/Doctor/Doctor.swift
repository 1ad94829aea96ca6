package import NetworkDiagnosis

/// Looks at all that a worker needs around it, and changes nothing there.
///
/// The examinations run side by side, and each step of each has a limit: at the KMS hosts four of 5 s one after another,
/// at the broker 45 s in all. So the whole ends within a minute.
package struct Doctor: Sendable {
    /// Where the examinations look; a test puts endpoints of its own there.
    package struct Surroundings: Sendable {
        /// The DNS server to ask; nil for those that the system is set up with.
        package var dns: DNSServer?
        /// The domains that are tried behind a short name; nil for the system's.
        package var searchDomains: [String]?
        /// The port of the time server.
        package var timePort = SNTP.defaultPort
        /// How long each step of a look at the network may take.
        package var step = Duration.seconds(5)

        /// What the system is set up with.
        package init() {}
    }

    private let installation: Installation
    private let surroundings: Surroundings

    /// Makes a doctor.
    package init(_ installation: Installation, _ surroundings: Surroundings = Surroundings()) {
        self.installation = installation
        self.surroundings = surroundings
    }

    /// Examines everything.
    package func report() async -> DoctorReport {
        let settings = SettingsExamination(installation).findings()
        async let broker = BrokerExamination(installation).findings()
        async let hosts = KMSHostExamination(installation.settings.kms, surroundings).findings()
        async let clock = ClockExamination(installation.settings.doctor, surroundings).findings()
        return DoctorReport(findings: await settings + broker + hosts + clock)
    }
}
