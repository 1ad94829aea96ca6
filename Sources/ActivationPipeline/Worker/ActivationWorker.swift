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
    private let processor: JobProcessor
    private let identity: WorkerIdentity
    private let slots: SlotPool
    /// Closed while the broker takes no publishes: what would begin then could not be told of.
    private let gate = WorkGate()
    private let outage = Mutex(OutageNarrator())
    /// The first failure of a job's task.
    ///
    /// In a task group of their own it would cancel every later job, but not the
    /// loop that begins them.
    private let failure = Waiter<AMQPError>()
    private let firstFailure = Mutex<AMQPError?>(nil)
    private let logger: Logger

    /// Makes a worker over two open connections.
    package init(
        _ configuration: Configuration,
        consuming: AMQPConnection,
        publishing: AMQPConnection,
        publisher: PipelinePublisher,
        processor: JobProcessor,
        identity: WorkerIdentity,
        logger: Logger
    ) {
        self.configuration = configuration
        self.consuming = consuming
        self.publishing = publishing
        self.publisher = publisher
        self.processor = processor
        self.identity = identity
        self.logger = logger
        slots = SlotPool(slots: configuration.slots)
    }

    /// How many jobs run and how many wait for a slot.
    package var load: (running: Int, waiting: Int) { slots.load }

    /// Works until `stop` returns, then stops in order: takes no more, lets what runs end within the limit, and gives
    /// back to its lane what has not begun or was cut off.
    ///
    /// - Throws: ``AMQPError`` when a connection cannot be rebuilt, or when the broker is away at the end; what was not
    ///   acknowledged comes again.
    package func run(until stop: @escaping @Sendable () async -> Void) async throws(AMQPError) {
        var consumers: [(Lane, AMQPConsumer)] = []
        for lane in Lane.allCases {
            let queue = publisher.names.lane(lane)
            consumers.append((lane, try await consuming.consumePatiently(queue, prefetch: configuration.slots)))
        }
        do {
            try await publisher.send(identity.notice(.workerStarted, configuration.slots)).confirmed()
            try await run(consumers, until: stop)
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
        case lanesDone
        case stopRequested
        /// The broker has been away since the stop for so long that waiting for it is over.
        case graceOver
        /// Only when everything else is cancelled too.
        case other
    }

    private func run(_ consumers: [(Lane, AMQPConsumer)], until stop: @escaping @Sendable () async -> Void) async throws
    {
        let cutOff = Waiter<Void>()
        try await withThrowingTaskGroup(of: Ending.self) { group in
            group.addTask { [self] in
                try await serve(consumers, until: cutOff)
                return .lanesDone
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
                await reportStatus()
                return .other
            }
            group.addTask { [self] in
                if let error = await failure.wait() { throw error }
                return .other
            }
            while let ending = try await group.next() {
                switch ending {
                case .lanesDone:
                    group.cancelAll()
                case .stopRequested:
                    slots.close()
                    gate.release()
                    // Apart: while a connection is away, this waits until it is back.
                    for (_, consumer) in consumers {
                        group.addTask {
                            try await consumer.cancel()
                            return .other
                        }
                    }
                    group.addTask { [self] in await waitForTheRest(cutOff) }
                case .graceOver:
                    // Fails what still waits for a confirm or a delivery, and so ends the lanes.
                    await publishing.close()
                    await consuming.close()
                    throw AMQPError(
                        .timedOut,
                        "the worker stopped while the broker was away; what was under way is handed out again"
                    )
                case .other:
                    break
                }
            }
        }
        // One that came when the lanes had ended already.
        if let error = firstFailure.withLock({ $0 }) { throw error }
    }

    /// Gives what runs its time to end, then cuts it off, then gives the broker some time to take what follows.
    private func waitForTheRest(_ cutOff: Waiter<Void>) async -> Ending {
        guard (try? await Task.sleep(for: configuration.shutdownLimit)) != nil else { return .other }
        logger.warning(
            "exchanges still run at the end of the shutdown limit; they are cut off and given back",
            metadata: ["worker.running": "\(slots.load.running)"]
        )
        _ = cutOff.resume(())
        guard (try? await Task.sleep(for: ActivationWorker.grace)) != nil else { return .other }
        logger.warning("the broker does not take what is left; it will hand those jobs out again")
        return .graceOver
    }

    /// How long the broker has to take what is given back.
    private static let grace = Duration.seconds(10)

    // MARK: Connections

    /// Follows what becomes of a connection: in the log, at the gate, in an event.
    private func follow(_ connection: AMQPConnection, _ name: String) async throws {
        var blocked: (reason: String, since: Timestamp)?
        for await state in connection.states() {
            if let line = outage.withLock({ $0.heard(state, of: name, at: .now) }) { line.log(to: logger) }
            guard connection === publishing else { continue }
            gate.set(open: state.isOpen)
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
                    load: slots.load,
                    consuming: consuming.state,
                    publishing: publishing.state
                )
                _ = publisher.sendWorkerStatus(body, key: identity.routingKey)
            }
            try? await Task.sleep(for: configuration.statusInterval)
        }
    }

    // MARK: Lanes

    /// Serves the lanes until their consumers end; at `cutOff` everything that runs is cancelled, but not its publishes
    /// and acknowledgements.
    private func serve(_ consumers: [(Lane, AMQPConsumer)], until cutOff: Waiter<Void>) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for (lane, consumer) in consumers {
                group.addTask { [self] in
                    try await serve(lane, consumer)
                    return true
                }
            }
            group.addTask {
                await cutOff.wait()
                return false
            }
            var lanes = consumers.count
            while lanes > 0, let isLane = try await group.next() {
                if isLane { lanes -= 1 } else { group.cancelAll() }
            }
            group.cancelAll()
        }
    }

    private func serve(_ lane: Lane, _ consumer: AMQPConsumer) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await delivery in consumer {
                await gate.pass()
                let isSuspect = delivery.deliveryCount >= configuration.suspectAfter
                let hasSlot = await slots.acquire(isSuspect ? .alone : lane == .urgent ? .urgent : .bulk)
                // The broker hands it out again.
                guard delivery.canBeSettled else {
                    if hasSlot { slots.release() }
                    continue
                }
                // It begins here and now; only a task that waits is worth another thread's wake.
                group.addImmediateTask { [self] in
                    defer { if hasSlot { slots.release() } }
                    await reportingFailure { () async throws(AMQPError) in
                        if hasSlot {
                            try await processor.process(delivery, lane: lane)
                        } else {
                            try await giveBack(delivery, lane)
                        }
                    }
                }
            }
        }
    }

    private func reportingFailure(_ body: () async throws(AMQPError) -> Void) async {
        do {
            try await body()
        } catch {
            firstFailure.withLock { $0 = $0 ?? error }
            _ = failure.resume(error)
        }
    }

    /// Requeueing counts as a failed delivery, so it is only for when nothing can be published.
    private func giveBack(_ delivery: AMQPDelivery, _ lane: Lane) async throws(AMQPError) {
        if publishing.state.isOpen {
            try await processor.handBack(delivery, lane: lane)
        } else {
            delivery.reject(requeue: true)
        }
    }
}
