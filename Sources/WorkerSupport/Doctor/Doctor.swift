package import ActivationDomain
internal import ActivationPipeline
package import NetworkDiagnosis

/// Looks at all that a worker needs around it, and changes nothing there.
///
/// The examinations run side by side, and each step of each has a limit: at the KMS hosts four of 5 s one after another,
/// at the broker 45 s in all, at a computer 40 s. So the whole ends within a minute, unless many computers are named.
package struct Doctor: Sendable {
    /// Where the examinations look; a test puts endpoints of its own there.
    package struct Surroundings: Sendable {
        /// The DNS server to ask; nil for those that the system is set up with.
        package var dns: DNSServer?
        /// The domains that are tried behind a short name; nil for the system's.
        package var searchDomains: [String]?
        /// The krb5.conf to read; nil for that which libkrb5 reads.
        package var kerberosConfig: String?
        /// The port of the time server.
        package var timePort = SNTP.defaultPort
        /// How long each step of a look at the network may take.
        package var step = Duration.seconds(5)

        /// What the system is set up with.
        package init() {}
    }

    /// How many computers are looked at at a time.
    private static let computersAtOnce = 20

    private let installation: Installation
    private let surroundings: Surroundings

    /// Makes a doctor.
    package init(_ installation: Installation, _ surroundings: Surroundings = Surroundings()) {
        self.installation = installation
        self.surroundings = surroundings
    }

    /// Examines everything, and these computers of the register.
    package func report(on computers: [RegisteredComputer] = []) async -> DoctorReport {
        let settings = installation.settings
        // These first, and alone: they say to libraries of C what to read, which is not to be done while others read it.
        let registered = installation.registeredComputers
        let settingsFindings = await SettingsExamination(installation, computers: registered).findings()
        let examination = computers.isEmpty ? nil : await examination()
        async let broker = BrokerExamination(installation).report(readsClock: settings.doctor.timeServer == nil)
        async let hosts = KMSHostExamination(settings.kms, surroundings).findings()
        async let security = SecurityExamination(
            settings,
            surroundings,
            computers: registered
        ).findings()
        async let named = findings(computers, examination)
        async let time = timeServerFindings()
        let brokerReport = await broker
        var clock = await time
        if clock == nil {
            clock = await ClockExamination(settings.doctor, surroundings).findings(broker: brokerReport.clock)
        }
        return DoctorReport(
            findings: await settingsFindings + brokerReport.findings + hosts + (clock ?? []) + security + named
        )
    }

    /// What computers are looked at with; the failure that it has for each of them.
    private func examination() async -> Result<ComputerExamination, ProgramFailure> {
        do throws(ProgramFailure) {
            return .success(try await ComputerExamination(installation, step: surroundings.step))
        } catch {
            return .failure(error)
        }
    }

    /// Nil where no time server is set.
    private func timeServerFindings() async -> [Finding]? {
        guard installation.settings.doctor.timeServer != nil else { return nil }
        return await ClockExamination(installation.settings.doctor, surroundings).findings()
    }

    private func findings(
        _ computers: [RegisteredComputer],
        _ examination: Result<ComputerExamination, ProgramFailure>?
    ) async -> [Finding] {
        guard let examination, let first = computers.first else { return [] }
        let look: ComputerExamination
        do throws(ProgramFailure) {
            look = try examination.get()
        } catch {
            return [Self.nobody(like: first.name, error, advice: "Mend what it names in the settings.", "settings")]
        }
        var findings: [Finding] = []
        for start in stride(from: 0, to: computers.count, by: Self.computersAtOnce) {
            let part = Array(computers[start..<min(start + Self.computersAtOnce, computers.count)])
            findings += await sideBySide(part) { await look.findings($0) }.flatMap { $0 }
        }
        return findings
    }

    /// That no computer was looked at, where the asset register cannot be used; all else is looked at all the same.
    ///
    /// - Parameters:
    ///   - name: The first that was to be looked at.
    ///   - failure: What keeps the register from being read.
    /// - Returns: a failed finding, of the area ``Finding/Area/computer``.
    package static func unregistered(_ name: String, _ failure: ProgramFailure) -> Finding {
        nobody(like: name, failure, advice: "Mend what it names, then look again.", "register")
    }

    private static func nobody(
        like name: String,
        _ failure: ProgramFailure,
        advice: String,
        _ outcome: String
    ) -> Finding {
        Finding(
            .computer,
            .failed,
            name,
            "No computer was looked at: \(failure.message.withoutFullStop).",
            advice: advice,
            data: ["outcome": outcome]
        )
    }
}
