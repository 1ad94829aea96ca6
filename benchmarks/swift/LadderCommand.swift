import AMQPClient
import ActivationDomain
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// How late jobs come out of the delay ladder, and how fast when all are due at once.
struct LadderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ladder")
    /// Jobs on the way to the broker at once.
    private static let window = 1000

    @OptionGroup var broker: BrokerOptions
    @Option(help: "How many jobs.")
    var jobs: Int
    @Option(help: "The shortest delay in seconds.")
    var shortest = 1
    @Option(help: "How many seconds the delays are spread over, evenly; 0 makes all due at the same moment.")
    var spread = 15
    @Option(help: "How many are published in a second; 0 for as many as can be.")
    var pace = 500

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
        let due = try await fill(publisher, campaign)
        let arrived = try await measured
        await connection.close()
        let lateness = arrived.compactMap { id, time in due[id].map { time.since($0) / .milliseconds(1) } }.sorted()
        guard let first = due.values.min(), let last = arrived.last?.1, lateness.count == jobs else { return }
        report([
            "jobs": Double(jobs), "medianMilliseconds": lateness[jobs / 2],
            "p99Milliseconds": lateness[jobs * 99 / 100], "worstMilliseconds": lateness[jobs - 1],
            "drainedPerSecond": Double(jobs) / (last.since(first) / .seconds(1)),
        ])
    }

    /// Publishes the jobs and gives when each is due.
    private func fill(_ publisher: PipelinePublisher, _ campaign: String) async throws -> [String: Timestamp] {
        var due: [String: Timestamp] = [:]
        var publications: [Publication] = []
        let start = ContinuousClock.now
        let together = Timestamp.now.advanced(by: .seconds(shortest))
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
            let wanted: Duration =
                spread == 0 ? together.since(.now) : .seconds(shortest + number % spread)
            let seconds = DelayLadder.quantise(wanted)
            due[job.id.text] = Timestamp.now.advanced(by: .seconds(seconds))
            publications.append(publisher.send(job, to: .bulk, afterSeconds: seconds))
            if publications.count == LadderCommand.window {
                for publication in publications { try await publication.confirmed() }
                publications = []
            }
            if pace > 0 { try await Task.sleep(until: start + .seconds(1) * number / pace, clock: .continuous) }
        }
        for publication in publications { try await publication.confirmed() }
        return due
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
