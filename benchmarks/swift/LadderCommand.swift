import AMQPClient
import ActivationDomain
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// How late jobs come out of the delay ladder.
struct LadderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ladder")

    @OptionGroup var broker: BrokerOptions
    @Option(help: "How many jobs.")
    var jobs: Int
    @Option(help: "The longest delay in seconds; delays are spread evenly.")
    var longest = 15

    func run() async throws {
        let installation = try broker.installation()
        let connection = try await installation.connect("rollcall-bench ladder")
        let publisher = try await PipelinePublisher(
            over: connection,
            names: installation.names,
            source: "/rollcall/bench"
        )
        let consumer = try await connection.openChannel().consume(installation.names.lane(.bulk), prefetch: 1000)
        let campaign = "ladder-\(Timestamp.now.microseconds)"
        async let measured = arrivals(consumer, campaign)
        var due: [String: Timestamp] = [:]
        for number in 0..<jobs {
            let computer = Job.Computer(
                name: "L\(number)",
                address: "127.0.0.1",
                assetTag: "1",
                site: "bench",
                lab: "ladder",
                channel: .winrm
            )
            let job = Job(campaign: campaign, computer: computer, product: "windows", enrolledAt: .now)
            let seconds = DelayLadder.quantise(.seconds(number % longest + 1))
            due[job.id.text] = Timestamp.now.advanced(by: .seconds(seconds))
            try await publisher.send(job, to: .bulk, afterSeconds: seconds).confirmed()
            // At most 500 a second: what is measured is the ladder, not a burst of publishes.
            try await Task.sleep(for: .milliseconds(2))
        }
        let arrived = try await measured
        await connection.close()
        let lateness = arrived.compactMap { id, time in due[id].map { time.since($0) / .milliseconds(1) } }.sorted()
        report([
            "jobs": Double(jobs), "medianMilliseconds": lateness[jobs / 2],
            "p99Milliseconds": lateness[jobs * 99 / 100], "worstMilliseconds": lateness[jobs - 1],
        ])
    }

    /// When each job came back to its lane.
    private func arrivals(_ consumer: AMQPConsumer, _ campaign: String) async throws -> [(String, Timestamp)] {
        var arrivals: [(String, Timestamp)] = []
        for try await delivery in consumer {
            let now = Timestamp.now
            if let job = try? Job(body: delivery.body), job.campaign == campaign { arrivals.append((job.id.text, now)) }
            delivery.acknowledge()
            if arrivals.count == jobs { break }
        }
        return arrivals
    }
}
