package import AMQPClient
package import ActivationDomain
internal import DequeModule

/// Enqueues jobs and says of each that it is enrolled, once the broker has confirmed it.
///
/// Up to `window` jobs are on the way at once: waiting for each confirm would make it twenty times as slow. If it is
/// killed in between, running it again enqueues the same jobs under the same ids, which is harmless.
package struct EnrolmentProducer: Sendable {
    private let publisher: PipelinePublisher
    private let window: Int

    /// Makes a producer.
    package init(publisher: PipelinePublisher, window: Int = 1000) {
        self.publisher = publisher
        self.window = window
    }

    /// Enqueues jobs, then publishes the campaign's total, and gives the number of jobs that the broker has confirmed.
    ///
    /// `progress` is called with that number as it grows.
    package func enrol(
        _ jobs: [Job],
        campaign: String,
        to lane: Lane,
        progress: (Int) -> Void = { _ in }
    ) async throws(AMQPError) -> Int {
        var unconfirmed: Deque<(Job, Publication)> = []
        var events: Deque<Publication> = []
        var confirmed = 0
        func confirmOldest(_ count: Int) async throws(AMQPError) {
            // Confirms come in order as a rule: one wait then for all of them.
            await unconfirmed[count - 1].1.answered()
            for _ in 0..<count {
                guard let (job, publication) = unconfirmed.popFirst() else { return }
                try await publication.confirmed()
                FailPoint.reach(.afterJobConfirmed, computer: job.computer.name)
                confirmed += 1
                progress(confirmed)
                events.append(publisher.send(enrolled(job)))
            }
            try await confirmEvents(max(0, events.count - window))
        }
        func confirmEvents(_ count: Int) async throws(AMQPError) {
            guard count > 0 else { return }
            await events[count - 1].answered()
            for _ in 0..<count { try await events.popFirst()?.confirmed() }
        }
        for job in jobs {
            unconfirmed.append((job, publisher.send(job, to: lane)))
            // By halves, so that enough stays on the way meanwhile.
            if unconfirmed.count >= window { try await confirmOldest((window + 1) / 2) }
        }
        if !unconfirmed.isEmpty { try await confirmOldest(unconfirmed.count) }
        try await confirmEvents(events.count)
        FailPoint.reach(.afterEnrolment)
        try await publisher.send(total(of: campaign, confirmed)).confirmed()
        return confirmed
    }

    private func enrolled(_ job: Job) -> ActivationEvent {
        ActivationEvent(job: job, state: .enrolled, source: publisher.source, time: .now)
    }

    private func total(of campaign: String, _ count: Int) -> Notice {
        let now = Timestamp.now
        return Notice(
            .campaignEnrolled,
            id: "campaign/\(campaign)/\(now.microseconds)",
            source: publisher.source,
            time: now
        ) { json in
            json.member("campaign", campaign)
            json.member("count", count)
        }
    }
}
