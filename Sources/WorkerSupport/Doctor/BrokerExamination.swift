internal import AMQPClient
internal import ActivationPipeline
internal import NetworkDiagnosis

/// Looks at the broker: reach and log-on, what is declared there, what waits, whether it takes messages, what its user may
/// do, and its clock.
///
/// No message is left there: every look is passive, what is sent has an expiration that no broker takes, and what is
/// declared to read the clock goes with the connection.
struct BrokerExamination: Sendable {
    /// What was found.
    struct Report: Sendable {
        var findings: [Finding]
        /// Nil when it was not asked for, or did not come to that.
        var clock: BrokerClock.Outcome?
    }

    /// How long connecting may take, over all addresses.
    private static let connectLimit = Duration.seconds(20)
    /// How long the looks may take then.
    private static let lookLimit = Duration.seconds(20)
    private static let publishLimit = Duration.seconds(2)

    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    /// Looks at all of it, at the clock if that is wanted.
    func report(readsClock: Bool) async -> Report {
        let place = installation.settings.broker.urlWithoutPassword
        let connection: AMQPConnection
        do {
            connection = try await AMQPConnection.connect(try configuration())
        } catch let error as AMQPError {
            return Report(findings: [BrokerFindings.notReached(error, place: place)])
        } catch {
            return Report(findings: [BrokerFindings.notConfigured(ProgramFailure(error), place: place)])
        }
        let reached = Finding(.broker, .ok, place, "The broker at \(place) takes the log-on.")
        // What is asked of a broker is waited for until the connection ends; so the end of the limit ends it.
        var report = await withTaskGroup(of: Report?.self) { group in
            group.addTask { await looks(over: connection, place: place, readsClock: readsClock) }
            group.addTask {
                try? await Task.sleep(for: Self.lookLimit)
                if !Task.isCancelled { await connection.close() }
                return nil
            }
            var found = Report(findings: [])
            for await case let report? in group {
                found = report
                group.cancelAll()
            }
            return found
        }
        await connection.close()
        report.findings.insert(reached, at: 0)
        return report
    }

    /// The settings' own, but with limits that a person can wait for.
    private func configuration() throws(ProgramFailure) -> AMQPConfiguration {
        var configuration = try installation.broker(connectionName: "rollcall doctor")
        // The look-up with TCP and TLS, and the log-on, at each address.
        let share = Self.connectLimit / (2 * configuration.addresses.count)
        configuration.connectTimeout = min(configuration.connectTimeout, share, .seconds(5))
        configuration.publishDeadline = Self.publishLimit
        return configuration
    }

    private func looks(over connection: AMQPConnection, place: String, readsClock: Bool) async -> Report {
        var report = Report(findings: [])
        do throws(AMQPError) {
            let topology = try await TopologyLook(installation.topology, over: connection)
            report.findings += topology.findings(installation.names)
            let blocked = try await isBlocked(connection)
            report.findings.append(BrokerFindings.alarm(isBlocked: blocked, place: place))
            // A broker that blocks publishes answers nothing more on this connection.
            guard !blocked else { return report }
            // Where nothing is declared there are no rights to be had.
            if !topology.isAbsent {
                let rights = try await RightsLook(installation.names, user: user, over: connection)
                report.findings.append(rights.finding)
            }
            if readsClock { report.clock = await BrokerClock(installation.names).read(over: connection) }
        } catch {
            report.findings.append(BrokerFindings.broken(error, place: place))
        }
        return report
    }

    /// Nil where a certificate says who it is.
    private var user: String? {
        guard let configuration = try? installation.broker(connectionName: ""), !configuration.logsOnByCertificate
        else {
            return nil
        }
        return configuration.username
    }

    /// Whether memory or disk runs out, which a broker says only to who publishes (`connection.blocked`).
    ///
    /// RabbitMQ looks at alarms first, then at rights, then at the expiration: so a message with one that is no number
    /// brings out an alarm, and is refused in any case.
    private func isBlocked(_ connection: AMQPConnection) async throws(AMQPError) -> Bool {
        let channel = try await connection.openChannel()
        try await channel.enableConfirms()
        let message = RightsLook.refusable
        do {
            try await channel.publish(message, to: installation.names.jobs, routingKey: "doctor", mandatory: false)
        } catch {
            // A broker that blocks may refuse it all the same, or let it wait.
            guard error.code == .channelClosed || error.code == .timedOut && connection.isBlocked else { throw error }
        }
        // The refusal may overtake the word of the alarm.
        let deadline = ContinuousClock.now + .seconds(1)
        while !connection.isBlocked, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
        return connection.isBlocked
    }
}
