import ActivationDomain
import ActivationPipeline
import ArgumentParser
import CAllocator
import Foundation
import KMSExchange
import NegotiateAuthentication
import WorkerSupport

/// A worker's exchanges with the computers of the register, without a broker: what is left is the channel's own work.
struct ExchangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "exchange")

    @OptionGroup var broker: BrokerOptions
    @Option(help: "How many exchanges run at a time.")
    var atOnce = 200
    @Option(help: "After so many exchanges memory is looked at for the first time.")
    var warmUp = 1000

    func validate() throws {
        guard (1...2000).contains(atOnce), warmUp > 0 else {
            throw ValidationError("--at-once must be 1 to 2000, and --warm-up above 0")
        }
    }

    func run() async throws {
        // As a worker does.
        _ = mallopt(M_ARENA_MAX, 1)
        let installation = try broker.installation()
        let products = try installation.productCatalogue()
        let register = try RegisterFile.read(installation.settings.worker.register, products: Set(products.keys))
            .register
        guard let product = products["windows"], register.computers.count > warmUp else {
            throw ValidationError("the register must have more computers than --warm-up, with the product windows")
        }
        let exchange = try await ExchangeAssembly(installation.settings).managedExchange(
            try installation.errorCatalogue()
        ) {
            _,
            _,
            _ in
        }
        let computers = register.computers
        try await run(computers[..<warmUp], product, exchange)
        let (before, start) = (Usage.now, ContinuousClock.now)
        let (resident, descriptors) = (ProcessStatus.now.residentKiB, ProcessStatus.now.descriptors)
        try await run(computers[warmUp...], product, exchange)
        let (elapsed, usage, status) = ((ContinuousClock.now - start) / .seconds(1), Usage.now, ProcessStatus.now)
        let count = Double(computers.count - warmUp)
        report([
            "exchanges": count, "exchangesPerSecond": count / elapsed,
            "cpuMicrosecondsPerExchange": (usage.cpuMicroseconds - before.cpuMicroseconds) / count,
            "residentKiB": Double(status.residentKiB), "residentKiBMore": Double(status.residentKiB - resident),
            "descriptors": Double(status.descriptors), "descriptorsMore": Double(status.descriptors - descriptors),
            "threads": Double(status.threads), "liveContexts": Double(GSSContextSource.liveContexts),
        ])
    }

    private func run(
        _ computers: ArraySlice<RegisteredComputer>,
        _ product: ProductCatalogue.Product,
        _ exchange: ManagedExchange
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, computer) in computers.enumerated() {
                if index >= atOnce { try await group.next() }
                group.addTask {
                    let result = await exchange.exchange(with: computer, product: product)
                    guard result.outcome == .activated else {
                        throw ProgramFailure(
                            .unavailable,
                            "\(computer.name): \(result.outcome) \(result.evidence.detail ?? "")"
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// What the kernel tells of this process.
struct ProcessStatus {
    var residentKiB = 0
    var threads = 0
    var descriptors = 0

    static var now: ProcessStatus {
        var status = ProcessStatus()
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 1, let number = Int(words[1]) else { continue }
            if words[0] == "VmRSS:" { status.residentKiB = number }
            if words[0] == "Threads:" { status.threads = number }
        }
        status.descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return status
    }
}
