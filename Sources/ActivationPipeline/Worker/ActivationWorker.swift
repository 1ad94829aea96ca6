package import AMQPClient
internal import ActivationDomain
internal import KMSExchange
package import Logging

/// A worker: takes jobs from both lanes and carries them out, as many at once as it has slots.
///
/// One connection takes and acknowledges jobs, another publishes: the broker does not even read acknowledgements from a
/// connection whose publishes it blocks. A consumer on each lane has a prefetch of as many as there are slots, so a
/// worker holds at most twice its slots, and an urgent job waits at most for the next free slot.
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
    /// The first failure of a job's task.
    ///
    /// In a task group of their own it would cancel every later job, but not the
    /// loop that begins them.
    private let failure = Waiter<AMQPError>()
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
    /// - Throws: ``AMQPError`` when a connection breaks; what was not acknowledged comes again.
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
        case laneDone
        case stopRequested
        case limitPassed
        /// Only when everything else is cancelled too.
        case statusEnded
    }

    private func run(_ consumers: [(Lane, AMQPConsumer)], until stop: @escaping @Sendable () async -> Void) async throws
    {
        try await withThrowingTaskGroup(of: Ending.self) { group in
            for (lane, consumer) in consumers {
                group.addTask { [self] in
                    try await serve(lane, consumer)
                    return .laneDone
                }
            }
            group.addTask {
                await stop()
                return .stopRequested
            }
            group.addTask { [self] in
                try await reportStatus()
                return .statusEnded
            }
            group.addTask { [self] in
                if let error = await failure.wait() { throw error }
                return .statusEnded
            }
            var lanes = consumers.count
            while lanes > 0, let ending = try await group.next() {
                switch ending {
                case .laneDone:
                    lanes -= 1
                case .stopRequested:
                    slots.close()
                    for (_, consumer) in consumers { try await consumer.cancel() }
                    group.addTask { [limit = configuration.shutdownLimit] in
                        try? await Task.sleep(for: limit)
                        return .limitPassed
                    }
                case .limitPassed:
                    logger.warning(
                        "exchanges still run at the end of the shutdown limit; they are cut off and given back",
                        metadata: ["worker.running": "\(slots.load.running)"]
                    )
                    // The lanes' tasks are cancelled; their publishes and acknowledgements are not.
                    group.cancelAll()
                case .statusEnded:
                    break
                }
            }
            group.cancelAll()
        }
    }

    /// Says every few seconds how the worker is; so it also notices when the publishing connection has broken.
    private func reportStatus() async throws {
        var last: PublishReceipt?
        while !Task.isCancelled {
            if let failure = last?.failure { throw failure }
            if !publishing.isBlocked {
                let body = identity.status(
                    slots: configuration.slots,
                    load: slots.load,
                    isConsumeBlocked: consuming.isBlocked
                )
                last = publisher.sendWorkerStatus(body, key: identity.routingKey)
            }
            try? await Task.sleep(for: configuration.statusInterval)
        }
    }

    private func serve(_ lane: Lane, _ consumer: AMQPConsumer) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await delivery in consumer {
                let isSuspect = delivery.deliveryCount >= configuration.suspectAfter
                if await slots.acquire(isSuspect ? .alone : lane == .urgent ? .urgent : .bulk) {
                    group.addTask { [self] in
                        defer { slots.release() }
                        await reportingFailure { () async throws(AMQPError) in
                            try await processor.process(delivery, lane: lane)
                        }
                    }
                } else {
                    group.addTask { [self] in
                        await reportingFailure { () async throws(AMQPError) in try await giveBack(delivery, lane) }
                    }
                }
            }
        }
    }

    private func reportingFailure(_ body: () async throws(AMQPError) -> Void) async {
        do {
            try await body()
        } catch {
            _ = failure.resume(error)
        }
    }

    /// Requeueing counts as a failed delivery, so it is only for when nothing can be published.
    private func giveBack(_ delivery: AMQPDelivery, _ lane: Lane) async throws(AMQPError) {
        if publishing.isBlocked {
            delivery.reject(requeue: true)
        } else {
            try await processor.handBack(delivery, lane: lane)
        }
    }
}
