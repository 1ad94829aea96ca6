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
        var due: [JobID: Timestamp] = [:]
        var sent: [Publication] = []
        for number in 0..<jobs {
            let computer = Job.Computer(
                name: "L\(number)",
                address: "127.0.0.1",
                assetTag: "1",
                site: "bench",
                lab: "ladder",
                channel: .winrm
            )
            let job = Job(
                campaign: "ladder-\(Timestamp.now.microseconds)",
                computer: computer,
                product: "windows",
                enrolledAt: .now
            )
            let seconds = DelayLadder.quantise(.seconds(number % longest + 1))
            due[job.id] = Timestamp.now.advanced(by: .seconds(seconds))
            sent.append(publisher.send(job, to: .bulk, afterSeconds: seconds))
            // 500 a second: what is measured is the ladder, not a burst of publishes.
            if number % 50 == 49 { try await Task.sleep(for: .milliseconds(100)) }
        }
        for publication in sent { try await publication.confirmed() }
        var lateness: [Double] = []
        for try await delivery in consumer {
            if let job = try? Job(body: delivery.body), let time = due.removeValue(forKey: job.id) {
                lateness.append(Timestamp.now.since(time) / .milliseconds(1))
            }
            delivery.acknowledge()
            if due.isEmpty { break }
        }
        await connection.close()
        lateness.sort()
        report([
            "jobs": Double(jobs), "medianMilliseconds": lateness[jobs / 2],
            "p99Milliseconds": lateness[jobs * 99 / 100], "worstMilliseconds": lateness[jobs - 1],
        ])
    }
}
