import AMQPClient
import ActivationDomain
import KMSExchange
import Synchronization

/// Takes jobs from the lanes and has them carried out, as many at once as there are slots.
///
/// A job that has come in vain several times may be one that its workers die of, and each death is counted against every
/// job that the worker held. So such a suspect runs with nothing else in the worker's hands: no more is taken, what runs
/// ends, what waits is given back with its count, and only then the suspect begins. If the worker dies then, the death
/// is counted against the suspect alone.
final class LaneService: Sendable {
    private struct Held: Sendable {
        var delivery: AMQPDelivery
        var lane: Lane
    }
    private struct State {
        var consumers: [(lane: Lane, consumer: AMQPConsumer)] = []
        var suspect: Held?
        var isStopping = false
    }

    let slots: SlotPool
    /// Closed while the broker takes no publishes: what would begin then could not be told of.
    let gate = WorkGate()
    private let configuration: ActivationWorker.Configuration
    private let consuming: AMQPConnection
    private let publishing: AMQPConnection
    private let names: BrokerNames
    private let processor: JobProcessor
    private let state = Mutex(State())
    /// The first failure of a job's task.
    ///
    /// In a task group of their own it would cancel every later job, but not the loop that begins them.
    private let failure = Waiter<AMQPError>()
    private let firstFailure = Mutex<AMQPError?>(nil)

    init(
        _ configuration: ActivationWorker.Configuration,
        consuming: AMQPConnection,
        publishing: AMQPConnection,
        names: BrokerNames,
        processor: JobProcessor
    ) {
        self.configuration = configuration
        self.consuming = consuming
        self.publishing = publishing
        self.names = names
        self.processor = processor
        slots = SlotPool(slots: configuration.slots)
    }

    /// Looks whether there is a queue for each lane.
    func check() async throws(AMQPError) {
        for lane in Lane.allCases { try await consuming.findPatiently(names.lane(lane)) }
    }

    /// Starts to take jobs; ``run()`` must follow.
    func start() async throws(AMQPError) {
        let consumers = try await startConsumers()
        let isStopping = state.withLock { state in
            state.consumers = consumers
            return state.isStopping
        }
        // What they have brought meanwhile is given back.
        if isStopping { for (_, consumer) in consumers { try await consumer.cancel() } }
    }

    /// Lets no job begin any more; gives the consumers, which are to be cancelled.
    func stop() -> [AMQPConsumer] {
        let consumers = state.withLock { state in
            state.isStopping = true
            return state.consumers.map(\.consumer)
        }
        slots.close()
        gate.release()
        return consumers
    }

    /// Serves the lanes until they have been stopped and nothing is held any more.
    ///
    /// When the task is cancelled, what runs is cut off, but not its publishes and acknowledgements.
    func run() async throws {
        while true {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (lane, consumer) in state.withLock(\.consumers) {
                    group.addTask { [self] in try await serve(lane, consumer) }
                }
                while try await group.next() != nil {}
            }
            guard let suspect = state.withLock({ $0.suspect.take() }) else { return }
            await runAlone(suspect)
            guard try await takeAgain() else { return }
        }
    }

    /// Waits for the first failure of a job's task; nil when the task is cancelled.
    func failed() async -> AMQPError? { await failure.wait() }

    /// The first failure of a job's task so far.
    var failureSoFar: AMQPError? { firstFailure.withLock(\.self) }

    // MARK: Taking

    private func startConsumers() async throws(AMQPError) -> [(lane: Lane, consumer: AMQPConsumer)] {
        var consumers: [(lane: Lane, consumer: AMQPConsumer)] = []
        for lane in Lane.allCases {
            let queue = names.lane(lane)
            consumers.append((lane, try await consuming.consumePatiently(queue, prefetch: configuration.slots)))
        }
        return consumers
    }

    private func serve(_ lane: Lane, _ consumer: AMQPConsumer) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await delivery in consumer {
                await gate.pass()
                if delivery.deliveryCount >= configuration.suspectAfter, let consumers = isolate(delivery, lane) {
                    for consumer in consumers {
                        group.addTask { [self] in
                            await reportingFailure { () async throws(AMQPError) in try await consumer.cancel() }
                        }
                    }
                    continue
                }
                let hasSlot = await slots.acquire(lane == .urgent ? .urgent : .bulk)
                // The broker hands it out again.
                guard delivery.canBeSettled else {
                    if hasSlot { slots.release() }
                    continue
                }
                // It begins here and now; only a task that waits is worth another thread's wake.
                group.addImmediateTask { [self] in await deal(with: delivery, lane, hasSlot: hasSlot) }
            }
        }
    }

    /// Has a job carried out in its slot; without one it is given back.
    private func deal(with delivery: AMQPDelivery, _ lane: Lane, hasSlot: Bool) async {
        defer { if hasSlot { slots.release() } }
        do throws(AMQPError) {
            if hasSlot {
                try await processor.process(delivery, lane: lane)
            } else {
                try await giveBack(delivery, lane)
            }
        } catch {
            report(error)
        }
    }

    // MARK: Suspects

    /// Begins to let go of all but a suspect; gives the consumers, which are to be cancelled.
    ///
    /// Nil when there is another suspect already, or the worker stops: then it is given back like the others.
    private func isolate(_ delivery: AMQPDelivery, _ lane: Lane) -> [AMQPConsumer]? {
        let consumers = state.withLock { state -> [AMQPConsumer]? in
            guard state.suspect == nil, !state.isStopping else { return nil }
            state.suspect = Held(delivery: delivery, lane: lane)
            return state.consumers.map(\.consumer)
        }
        if consumers != nil { slots.close() }
        return consumers
    }

    private func runAlone(_ suspect: Held) async {
        await gate.pass()
        guard suspect.delivery.canBeSettled else { return }
        let isStopping = state.withLock(\.isStopping)
        if !isStopping { slots.occupy() }
        defer { if !isStopping { slots.release() } }
        await reportingFailure { () async throws(AMQPError) in
            if isStopping {
                try await giveBack(suspect.delivery, suspect.lane)
            } else {
                try await processor.process(suspect.delivery, lane: suspect.lane)
            }
        }
    }

    /// Takes jobs again after a suspect; false when the worker stops.
    private func takeAgain() async throws -> Bool {
        guard !state.withLock(\.isStopping) else { return false }
        var consumers: [(lane: Lane, consumer: AMQPConsumer)] = []
        for (lane, consumer) in state.withLock(\.consumers) {
            consumers.append((lane, try await restart(consumer, of: lane)))
        }
        let isStopping = state.withLock { state in
            state.consumers = consumers
            if !state.isStopping { slots.open() }
            return state.isStopping
        }
        // What they have brought meanwhile is given back.
        if isStopping { for (_, consumer) in consumers { try await consumer.cancel() } }
        return true
    }

    private func restart(_ consumer: AMQPConsumer, of lane: Lane) async throws(AMQPError) -> AMQPConsumer {
        let queue = names.lane(lane)
        do {
            return try await consumer.channel.consume(queue, prefetch: configuration.slots)
        } catch {
            // Its channel is closed now.
            return try await consuming.consumePatiently(queue, prefetch: configuration.slots)
        }
    }

    // MARK: Ends

    private func reportingFailure(_ body: () async throws(AMQPError) -> Void) async {
        do {
            try await body()
        } catch {
            report(error)
        }
    }

    private func report(_ error: AMQPError) {
        firstFailure.withLock { $0 = $0 ?? error }
        _ = failure.resume(error)
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
