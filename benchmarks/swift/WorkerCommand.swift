import ActivationDomain
import ActivationPipeline
import ArgumentParser
import KMSExchange
import Synchronization
import WorkerSupport

/// The real worker with an exchange that returns at once: all that is left is its own work and the broker's.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker")

    @OptionGroup var broker: BrokerOptions
    @Option(help: "Ends after so many jobs.")
    var jobs: Int

    func run() async throws {
        let exchange = InstantExchange(jobs: jobs)
        let before = Usage.now
        let start = ContinuousClock.now
        try await WorkerProgram(try broker.installation()).run(exchange: exchange) { await exchange.finished() }
        let elapsed = (exchange.end - start) / .seconds(1)
        let usage = Usage.now
        report([
            "jobs": Double(jobs), "seconds": elapsed, "jobsPerSecond": Double(jobs) / elapsed,
            "cpuMicrosecondsPerJob": (usage.cpuMicroseconds - before.cpuMicroseconds) / Double(jobs),
            "maxRSSKiB": Double(usage.maximumResidentKiB),
            "firstJobMilliseconds": (exchange.beginning - start) / .milliseconds(1),
        ])
    }
}

/// Finds every licence active, without asking anyone.
private final class InstantExchange: ComputerExchange {
    private struct State {
        var done = 0
        var beginning: ContinuousClock.Instant?
        var end = ContinuousClock.now
    }
    private let jobs: Int
    private let state = Mutex(State())
    private let waiter = Waiter<Void>()

    init(jobs: Int) {
        self.jobs = jobs
    }

    var beginning: ContinuousClock.Instant { state.withLock { $0.beginning ?? $0.end } }
    var end: ContinuousClock.Instant { state.withLock { $0.end } }

    func finished() async {
        _ = await waiter.wait()
    }

    func exchange(with computer: RegisteredComputer, product: ProductCatalogue.Product) async -> ExchangeResult {
        let isLast = state.withLock { state in
            state.done += 1
            if state.beginning == nil { state.beginning = .now }
            if state.done == jobs { state.end = .now }
            return state.done == jobs
        }
        if isLast { _ = waiter.resume(()) }
        var result = ExchangeResult(.activated)
        result.licence = ActivationEvent.Licence(status: .licensed, minutesRemaining: 259_200)
        result.kmsHost = "kms.example.edu:1688"
        result.evidence.contactedAddress = computer.address
        return result
    }
}
