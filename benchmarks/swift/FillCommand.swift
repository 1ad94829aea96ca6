import AMQPClient
import ActivationDomain
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// Puts the jobs of a register into the bulk lane, without events: what a worker is then measured on.
struct FillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "fill")

    @OptionGroup var broker: BrokerOptions
    @Option var campaign: String
    @Flag(help: "Print the jobs' bodies instead, one a line, for the C publisher.")
    var printBodies = false

    func run() async throws {
        let installation = try broker.installation()
        let products = try installation.productCatalogue()
        let file = try RegisterFile.read(installation.settings.worker.register, products: Set(products.keys))
        let selection = EnrolmentSelection(campaign: campaign)
        let jobs = selection.jobs(from: file.register, registeredAt: file.modifiedAt, now: .now).jobs
        if printBodies {
            for job in jobs { print(String(decoding: job.encoded(), as: UTF8.self)) }
            return
        }
        let connection = try await installation.connect("rollcall-bench fill")
        let publisher = try await PipelinePublisher(
            over: connection,
            names: installation.names,
            source: "/rollcall/bench"
        )
        for part in stride(from: 0, to: jobs.count, by: 1000) {
            let sent = jobs[part..<min(part + 1000, jobs.count)].map { publisher.send($0, to: .bulk) }
            for publication in sent { try await publication.confirmed() }
        }
        await connection.close()
        report(["jobs": Double(jobs.count)])
    }
}
