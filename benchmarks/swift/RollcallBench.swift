import ArgumentParser
import Foundation
import WorkerSupport

/// What `scripts/bench` measures of the pipeline, each in a process of its own that prints one JSON line.
@main
struct RollcallBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-bench",
        abstract: "Measures the pipeline side by side with the bare C loop; scripts/bench runs it.",
        subcommands: [
            FillCommand.self, WorkerCommand.self, LadderCommand.self, ExchangeCommand.self, BoardCommand.self,
        ]
    )
}

/// Where the broker is, as the other programs take it.
struct BrokerOptions: ParsableArguments {
    @Option(help: "The settings file.")
    var config: String

    func installation() throws -> Installation { try Installation(configPath: config) }
}

/// Processor time and memory of this process.
struct Usage {
    var cpuMicroseconds: Double
    var maximumResidentKiB: Int

    static var now: Usage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
        return Usage(
            cpuMicroseconds: microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
            maximumResidentKiB: usage.ru_maxrss
        )
    }
}

/// Prints one JSON line.
func report(_ values: KeyValuePairs<String, Double>) {
    print("{" + values.map { "\"\($0.key)\": \(($0.value * 100).rounded() / 100)" }.joined(separator: ", ") + "}")
}
