package import AMQPClient
package import ActivationDomain
package import KMSExchange

/// What a worker does with one delivery, as a pipeline of named steps: decode, admit, run, classify, report, settle.
///
/// The rule that nothing may be lost lies in `settle`: the broker has confirmed whatever follows from a
/// delivery before the delivery is acknowledged. If the process dies anywhere before, the delivery comes again; what
/// was published twice then has the same ids.
package final class JobProcessor: Sendable {
    private let publisher: PipelinePublisher
    private let admission: Admission
    private let classifier: Classifier
    private let exchange: any ComputerExchange
    private let alarms: HostAlarms
    private let worker: String
    private let crashLimit: Int
    private let suspectAfter: Int
    private let rejections: RejectionLog
    private let ends: EndLog
    private let metrics: WorkerMetrics?
    private let draw: @Sendable () -> Double
    private let settled = SettledJobs()

    /// Makes a processor.
    ///
    /// `worker` is the worker's name, for the headers of dead copies; a job that has been delivered in vain `crashLimit`
    /// times is ended; `metrics` is what is counted in, nil for nothing; `draw` gives random numbers from 0 to 1.
    package init(
        publisher: PipelinePublisher,
        admission: Admission,
        classifier: Classifier,
        exchange: any ComputerExchange,
        alarms: HostAlarms,
        worker: String,
        suspectAfter: Int,
        crashLimit: Int,
        rejections: RejectionLog,
        ends: EndLog,
        metrics: WorkerMetrics? = nil,
        draw: @escaping @Sendable () -> Double
    ) {
        self.publisher = publisher
        self.admission = admission
        self.classifier = classifier
        self.exchange = exchange
        self.alarms = alarms
        self.worker = worker
        self.crashLimit = crashLimit
        self.suspectAfter = suspectAfter
        self.rejections = rejections
        self.ends = ends
        self.metrics = metrics
        self.draw = draw
    }

    /// Deals with a delivery.
    ///
    /// - Throws: when the broker did not take what follows from it; the delivery is then not acknowledged.
    package func process(_ delivery: AMQPDelivery, lane: Lane) async throws(AMQPError) {
        switch begin(delivery) {
        case .drop:
            delivery.acknowledge()
        case .settle(let verdict, let job):
            try await settle(verdict, delivery, of: job, lane: lane)
        case .run(let attempt):
            try await settle(await run(attempt), delivery, of: attempt.key, lane: lane, before: attempt.running)
        }
    }

    /// Gives a delivery back untouched: to its lane again, confirmed, and only then acknowledged.
    ///
    /// A suspect stays one, but no more than that goes along of its count: a consumer that is cancelled makes the broker
    /// count what was on its way, and that must not add up to the crash limit.
    package func handBack(_ delivery: AMQPDelivery, lane: Lane) async throws(AMQPError) {
        do {
            try await settle(.handBack(try decode(delivery)), delivery, lane: lane)
        } catch let rejection as JobRejection {
            try await settle(.reject(rejection), delivery, lane: lane)
        } catch let error as AMQPError {
            throw error
        } catch {
            throw AMQPError(.protocolViolation, "\(error)")
        }
    }

    // MARK: Steps

    // Values are large (an event has some hundred bytes), and whatever a function that waits has in its hands stays
    // allocated while it waits: so those that make values do not wait, and those that wait hold little.

    /// What is to be done with a delivery.
    private enum Beginning {
        case drop
        case settle(Verdict, SettledJobs.Key?)
        case run(Attempt)
    }

    /// An attempt that has begun, and whose beginning is being told.
    private final class Attempt: Sendable {
        let job: Job
        let key: SettledJobs.Key
        let computer: RegisteredComputer
        let product: ProductCatalogue.Product
        let running: Publication
        let begun = ContinuousClock.now

        init(
            _ job: Job,
            _ key: SettledJobs.Key,
            _ computer: RegisteredComputer,
            _ product: ProductCatalogue.Product,
            running: Publication
        ) {
            self.job = job
            self.key = key
            self.computer = computer
            self.product = product
            self.running = running
        }
    }

    private func begin(_ delivery: AMQPDelivery) -> Beginning {
        let job: Job
        do {
            job = try decode(delivery)
        } catch {
            return .settle(.reject(error), nil)
        }
        FailPoint.reach(.afterDelivery, computer: job.computer.name)
        let key = SettledJobs.Key(job)
        if settled.contains(key, at: .now) { return .drop }
        let now = Timestamp.now
        if delivery.deliveryCount >= crashLimit {
            return .settle(classifier.crashed(job, times: delivery.deliveryCount, now: now), key)
        }
        switch admission.decide(job, now: now) {
        case .denied(let denial):
            return .settle(classifier.verdict(denial, job, now: now, draw: draw()), key)
        case .run(let computer, let product):
            let event = ActivationEvent(job: job, state: .running, source: publisher.source, time: .now)
            let running = publisher.send(event)
            FailPoint.reach(.afterRunningSent, computer: job.computer.name)
            metrics?.begins(job, at: now)
            return .run(Attempt(job, key, computer, product, running: running))
        }
    }

    private func run(_ attempt: Attempt) async -> Verdict {
        end(attempt, await exchange.exchange(with: attempt.computer, product: attempt.product))
    }

    private func end(_ attempt: Attempt, _ result: ExchangeResult) -> Verdict {
        FailPoint.reach(.afterExchange, computer: attempt.job.computer.name)
        return classifier.verdict(
            result,
            attempt.job,
            now: .now,
            duration: ContinuousClock.now - attempt.begun,
            draw: draw()
        )
    }

    private func decode(_ delivery: AMQPDelivery) throws(JobRejection) -> Job {
        try Job.checkSize(of: delivery.body)
        let contentType = delivery.properties.contentType ?? ""
        guard MediaType.isJSON(contentType) else {
            throw JobRejection(.contentType, "content-type is \"\(contentType)\", not application/json")
        }
        let type = delivery.properties.type ?? ""
        guard type == "rollcall.job" else { throw JobRejection(.type, "type is \"\(type)\", not rollcall.job") }
        return try Job(body: delivery.body)
    }

    // Inlined where it is called, what it needs would be allocated while the exchange runs.
    @inline(never)
    private func settle(
        _ verdict: Verdict,
        _ delivery: AMQPDelivery,
        of key: SettledJobs.Key? = nil,
        lane: Lane,
        before running: Publication? = nil
    ) async throws(AMQPError) {
        // A job that the broker hands out again anyway must not come a second time from here: with a network that comes
        // and goes, the copies would double each time.
        if verdict.keepsJobAlive, !delivery.canBeSettled { return }
        if case .reject(let rejection) = verdict { return try await reject(rejection, delivery, lane: lane) }
        let sent = metrics == nil ? nil : ContinuousClock.now
        let publications = (running.map { [$0] } ?? []) + publish(verdict, delivery, lane: lane)
        // As a rule the last one is confirmed last: one wait then, and the others are found confirmed.
        FailPoint.reach(.afterFollowUpSent)
        await publications.last?.answered()
        for publication in publications.dropLast() { try await publication.confirmed() }
        if case .again = verdict { FailPoint.reach(.afterEventConfirmed) }
        try await publications.last?.confirmed()
        if let key { settled.insert(key, at: .now) }
        FailPoint.reach(verdict.failPoint, computer: verdict.computer)
        delivery.acknowledge()
        FailPoint.reach(.afterAcknowledge)
        if let metrics, let sent { metrics.settled(verdict, confirmedAfter: ContinuousClock.now - sent) }
        if case .end(let event, _) = verdict { ends.tell(event) }
    }

    /// Sends what follows from a delivery, in order.
    private func publish(_ verdict: Verdict, _ delivery: AMQPDelivery, lane: Lane) -> [Publication] {
        var publications: [Publication] = []
        switch verdict {
        case .end(let event, let deadCopy):
            if let deadCopy { publications.append(publisher.sendDead(delivery, deadCopy, from: lane, worker: worker)) }
            publications.append(publisher.send(event))
            if let alarm = alarms.notice(for: event) { publications.append(publisher.send(alarm)) }
        case .again(let event, let job, let seconds):
            publications.append(publisher.send(event))
            if let alarm = alarms.notice(for: event) { publications.append(publisher.send(alarm)) }
            publications.append(publisher.send(job, to: lane, afterSeconds: seconds))
        case .handBack(let job):
            publications.append(publisher.send(job, to: lane, deliveries: min(delivery.deliveryCount, suspectAfter)))
        case .reject:
            break
        }
        return publications
    }

    /// Sends a message that is no job to the dead queue and says so once.
    private func reject(_ rejection: JobRejection, _ delivery: AMQPDelivery, lane: Lane) async throws(AMQPError) {
        let event = publisher.send(rejected(rejection, delivery, lane: lane))
        metrics?.rejects()
        rejections.tell(rejection, messageID: delivery.properties.messageID, queue: publisher.names.lane(lane))
        // A body over the limit is not sent about again: the broker itself moves it to the dead queue.
        if rejection.reason == .tooLarge {
            try await event.confirmed()
            return delivery.reject(requeue: false)
        }
        let copy = publisher.sendDead(delivery, rejection, from: lane, worker: worker)
        try await event.confirmed()
        try await copy.confirmed()
        FailPoint.reach(.afterRejectionConfirmed)
        delivery.acknowledge()
    }

    private func rejected(_ rejection: JobRejection, _ delivery: AMQPDelivery, lane: Lane) -> Notice {
        let digest = sha256Text(delivery.body)
        let messageID = delivery.properties.messageID
        let queue = publisher.names.lane(lane)
        return Notice(
            .messageRejected,
            id: "rejected/\(digest)/\(messageID ?? "-")",
            source: publisher.source,
            time: .now
        ) { json in
            json.member("messageId", messageID)
            json.member("sha256", digest)
            json.member("reason", rejection.reason.rawValue)
            json.member("detail", rejection.detail)
            json.member("queue", queue)
        }
    }
}

extension AMQPDelivery {
    /// How often the message has been delivered before and was neither acknowledged nor rejected: as the broker counts
    /// (`x-delivery-count` of a quorum queue), and before it was handed back.
    package var deliveryCount: Int {
        count("x-delivery-count") + count(AMQPDelivery.countHeader)
    }

    /// The header of a message that was handed back, with its deliveries before.
    static let countHeader = "rollcall-deliveries"

    private func count(_ header: String) -> Int {
        // Anyone can write a header.
        Int(min(max(properties.headers[header]?.integer ?? 0, 0), 1_000_000))
    }
}

/// Media types as the contract uses them.
enum MediaType {
    /// Whether a content type is JSON, parameters allowed (RFC 9110, section 8.3).
    static func isJSON(_ text: String) -> Bool {
        if text == "application/json" { return true }
        let type = text.split(separator: ";", maxSplits: 1).first ?? ""
        return type.lowercased().split(whereSeparator: \.isWhitespace) == ["application/json"]
    }
}
