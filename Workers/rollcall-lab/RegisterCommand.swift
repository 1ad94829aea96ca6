internal import ArgumentParser
internal import Foundation
internal import LabSimulator

/// Prints the asset register that belongs to a scenario.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Print the asset register of the lab as CSV, for 'rollcall enroll' and the workers."
    )

    @OptionGroup var options: ScenarioOptions

    func run() throws {
        try? FileHandle.standardOutput.write(contentsOf: Data(try options.load().assetRegister().utf8))
    }
}
