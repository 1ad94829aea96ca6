package import AMQPClient
internal import ActivationDomain
internal import KMSExchange
package import Logging
internal import Synchronization

/// A worker: takes jobs from both lanes and carries them out, as many at once as it has slots.
///
/// One connection takes and acknowledges jobs, another publishes: the broker does not even read acknowledgements from a
/// connection whose publishes it blocks. A consumer on each lane has a prefetch of as many as there are slots, so a
/// worker holds at most twice its slots, and an urgent job waits at most for the next free slot. Connections come back
/// by themselves; while the broker is away or takes no publishes, no job begins, and what runs is held.
package final class ActivationWorker: Sendable {
    /// How a worker runs.
    package struct Configuration: Sendable {
        package var slots: Int
        /// How long running exchanges may take to end when the worker stops.
        package var shutdownLimit: Duration
        /// From this many vain deliveries on a job runs alone.
        package var suspectAfter: Int
        /// How often the worker says how it is.
        package var statusInterval: Duration

        /// Makes a configuration.
        package init(slots: Int, shutdownLimit: Duration, suspectAfter: Int, statusInterval: Duration) {
            self.slots = slots
            self.shutdownLimit = shutdownLimit
            self.suspectAfter = suspectAfter
            self.statusInterval = statusInterval
        }
    }

    private let configuration: Configuration
    private let consuming: AMQPConnection
    private let publishing: AMQPConnection
    private let publisher: PipelinePublisher
    private let identity: WorkerIdentity
    private let lanes: LaneService
    private let outage = Mutex(OutageNarrator())
    private let metrics: WorkerMetrics?
    private let logger: Logger

    /// Makes a worker over two open connections; `metrics` is what it counts in, nil for nothing.
    package init(
        _ configuration: Configuration,
        consuming: AMQPConnection,
        publishing: AMQPConnection,
        publisher: PipelinePublisher,
        processor: JobProcessor,
        identity: WorkerIdentity,
        metrics: WorkerMetrics? = nil,
        logger: Logger
    ) {
        self.configuration = configuration
        self.consuming = consuming
        self.publishing = publishing
        self.publisher = publisher
        self.identity = identity
        self.metrics = metrics
        self.logger = logger
        lanes = LaneService(
            configuration,
            consuming: consuming,
            publishing: publishing,
            names: publisher.names,
            processor: processor
        )
        metrics?.add { [lanes] in
            lanes.metrics(slots: configuration.slots, [("jobs", consuming), ("events", publishing)])
        }
    }

    /// Works until `stop` returns, then stops in order: takes no more, lets what runs end within the limit, and gives
    /// back to its lane what has not begun or was cut off.
    ///
    /// - Parameters:
    ///   - stop: Returns when the worker is to stop.
    ///   - begins: Called before the first job is taken; until then nothing is lost by ending the process.
    /// - Throws: ``AMQPError`` when a connection cannot be rebuilt, or when the broker is away at the end; what was not
    ///   acknowledged comes again.
    package func run(
        until stop: @escaping @Sendable () async -> Void,
        begins: @escaping @Sendable () -> Void
    ) async throws(AMQPError) {
        do {
            try await work(until: stop, begins)
            // The broker takes acknowledgements of a closing channel only as far as its queues have caught up; what is
            // cut off there would be delivered again.
            try? await Task.sleep(for: .milliseconds(300))
            try await publisher.send(identity.notice(.workerStopped, configuration.slots)).confirmed()
        } catch let error as AMQPError {
            throw error
        } catch {
            throw AMQPError(.protocolViolation, "the worker ended: \(error)")
        }
    }

    private enum Ending: Sendable {
        case begun
        case lanesDone
        case stopRequested
        /// The broker has been away since the stop for so long that waiting for it is over.
        case graceOver
        /// Only when everything else is cancelled too.
        case other
    }

    private func work(
        until stop: @escaping @Sendable () async -> Void,
        _ begins: @escaping @Sendable () -> Void
    ) async throws {
        let cutOff = Waiter<Void>()
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { [self] in
                try await begin(begins)
                return .begun
            }
            group.addTask {
                await stop()
                return .stopRequested
            }
            for (connection, name) in [(consuming, "jobs"), (publishing, "events")] {
                group.addTask { [self] in
                    try await follow(connection, name)
                    return .other
                }
            }
            group.addTask { [self] in
                if let error = await lanes.failed() { throw error }
                return .other
            }
            while let ending = try await group.next() {
                switch ending {
                case .begun:
                    group.addTask { [self] in
                        try await serveLanes(until: cutOff)
                        return .lanesDone
                    }
                    // Not before: what is refused at the start must be the first that is sent.
                    group.addTask { [self] in
                        await reportStatus()
                        return .other
                    }
                case .lanesDone:
                    group.cancelAll()
                    // Else cancelling the consumers, or the last notice, would wait for a broker that may never come.
                    guard consuming.state.isOpen, publishing.state.isOpen else { throw await leave() }
                case .stopRequested:
                    // Apart: while a connection is away, this waits until it is back.
                    for consumer in lanes.stop() {
                        group.addTask {
                            try await consumer.cancel()
                            return .other
                        }
                    }
                    group.addTask { [self] in await waitForTheRest(cutOff) }
                case .graceOver:
                    throw await leave()
                case .other:
                    break
                }
            }
        }
        // One that came when the lanes had ended already.
        if let error = lanes.failureSoFar { throw error }
    }

    /// Takes jobs only when the broker has taken a message and shown both lanes.
    ///
    /// A worker that ends for a refusal has died with what it holds, by the broker's count: started again and again, it
    /// would use up jobs that it never ran.
    private func begin(_ begins: @Sendable () -> Void) async throws {
        try await publisher.send(identity.notice(.workerStarted, configuration.slots)).confirmed()
        try await lanes.check()
        begins()
        try await lanes.start()
        logger.info(
            "worker started",
            metadata: ["worker.name": "\(identity.worker)", "worker.slots": "\(configuration.slots)"]
        )
    }

    /// Serves the lanes until they end; at `cutOff` everything that runs is cut off.
    private func serveLanes(until cutOff: Waiter<Void>) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { [self] in
                try await lanes.run()
                return true
            }
            group.addTask {
                await cutOff.wait()
                return false
            }
            while let isDone = try await group.next() {
                group.cancelAll()
                if isDone { return }
            }
        }
    }

    /// Gives what runs its time to end, then cuts it off, then gives the broker some time to take what follows.
    private func waitForTheRest(_ cutOff: Waiter<Void>) async -> Ending {
        guard (try? await Task.sleep(for: configuration.shutdownLimit)) != nil else { return .other }
        let running = lanes.slots.load.running
        if running > 0 {
            logger.warning(
                "exchanges still run at the end of the shutdown limit; they are cut off and given back",
                metadata: ["worker.running": "\(running)"]
            )
        } else {
            logger.warning("the broker has not yet taken what is left at the end of the shutdown limit")
        }
        _ = cutOff.resume(())
        guard (try? await Task.sleep(for: ActivationWorker.grace)) != nil else { return .other }
        logger.warning("the broker does not take what is left; it will hand those jobs out again")
        return .graceOver
    }

    /// Ends without the broker: fails what still waits for a confirm or a delivery, and so ends the lanes.
    private func leave() async -> AMQPError {
        let isAway = !consuming.state.isBlocked && !publishing.state.isBlocked
        await publishing.close()
        await consuming.close()
        return AMQPError(
            .timedOut,
            "the worker stopped while the broker \(isAway ? "was away" : "took no messages"); what was under way is handed "
                + "out again"
        )
    }

    /// How long the broker has to take what is given back.
    private static let grace = Duration.seconds(10)

    // MARK: Connections

    /// Follows what becomes of a connection: in the log, at the gate, in an event.
    private func follow(_ connection: AMQPConnection, _ name: String) async throws {
        var blocked: (reason: String, since: Timestamp)?
        var wasLost = false
        for await state in connection.states() {
            if let line = outage.withLock({ $0.heard(state, of: name, at: .now) }) { line.log(to: logger) }
            if case .lost = state { wasLost = true }
            if state.isOpen, wasLost {
                metrics?.reconnected(name)
                wasLost = false
            }
            guard connection === publishing else { continue }
            lanes.gate.set(open: state.isOpen)
            switch state {
            case .blocked(let reason): blocked = blocked ?? (reason, .now)
            case .connected:
                if let (reason, since) = blocked { _ = publisher.send(identity.wasBlocked(reason, since: since)) }
                blocked = nil
            default: break
            }
        }
        if case .ended(let error) = connection.state, error.code != .connectionClosed { throw error }
    }

    /// Says every few seconds how the worker is.
    private func reportStatus() async {
        while !Task.isCancelled {
            if publishing.state.isOpen {
                let body = identity.status(
                    slots: configuration.slots,
                    load: lanes.slots.load,
                    consuming: consuming.state,
                    publishing: publishing.state
                )
                _ = publisher.sendWorkerStatus(body, key: identity.routingKey)
            }
            try? await Task.sleep(for: configuration.statusInterval)
        }
    }
}
