internal import ArgumentParser
internal import Foundation
internal import LabSimulator

/// Prints how each job ought to end.
struct ExpectedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expected",
        abstract: "Print how each job ought to end, where the scenario says so: one JSON object a line."
    )

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        try? FileHandle.standardOutput.write(contentsOf: Data(try options.load().expectedOutcomes().utf8))
    }
}
