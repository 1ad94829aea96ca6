internal import AMQPClient
internal import ActivationPipeline
internal import NetworkDiagnosis

/// Looks at the broker: reach and log-on, what is declared there, what waits, and whether it takes messages.
///
/// Nothing is declared and no message is left there: every look is passive, and the one message that is sent has an
/// expiration that no broker takes.
struct BrokerExamination: Sendable {
    /// How long connecting may take, over all addresses.
    private static let connectLimit = Duration.seconds(20)
    /// How long the looks may take then.
    private static let lookLimit = Duration.seconds(20)
    private static let publishLimit = Duration.seconds(2)

    private let installation: Installation

    init(_ installation: Installation) {
        self.installation = installation
    }

    func findings() async -> [Finding] {
        let place = installation.settings.broker.urlWithoutPassword
        let connection: AMQPConnection
        do {
            connection = try await AMQPConnection.connect(try configuration())
        } catch let error as AMQPError {
            return [BrokerFindings.notReached(error, place: place)]
        } catch {
            return [BrokerFindings.notConfigured(ProgramFailure(error), place: place)]
        }
        let reached = Finding(.broker, .ok, place, "The broker at \(place) takes the log-on.")
        // What is asked of a broker is waited for until the connection ends; so the end of the limit ends it.
        let found = await withTaskGroup(of: [Finding]?.self) { group in
            group.addTask { await looks(over: connection, place: place) }
            group.addTask {
                try? await Task.sleep(for: Self.lookLimit)
                if !Task.isCancelled { await connection.close() }
                return nil
            }
            var found: [Finding] = []
            for await case let findings? in group {
                found = findings
                group.cancelAll()
            }
            return found
        }
        await connection.close()
        return [reached] + found
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

    private func looks(over connection: AMQPConnection, place: String) async -> [Finding] {
        do {
            let topology = try await TopologyLook(installation.topology, over: connection)
            let findings = topology.findings(installation.names)
            // Last, since a broker that blocks publishes answers nothing more on this connection.
            let blocked = try await isBlocked(connection)
            return findings + [BrokerFindings.alarm(isBlocked: blocked, place: place)]
        } catch {
            return [BrokerFindings.broken(error, place: place)]
        }
    }

    /// Whether memory or disk runs out, which a broker says only to who publishes (`connection.blocked`).
    ///
    /// RabbitMQ looks at alarms first, then at rights, then at the expiration: so a message with one that is no number
    /// brings out an alarm, and is refused in any case.
    private func isBlocked(_ connection: AMQPConnection) async throws(AMQPError) -> Bool {
        let channel = try await connection.openChannel()
        try await channel.enableConfirms()
        var properties = MessageProperties()
        properties.expiration = "none"
        let message = AMQPMessage(properties: properties, body: [])
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
