internal import ArgumentParser
internal import LabSimulator

/// The options that every subcommand has.
struct ScenarioOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The scenario, a YAML file.", valueName: "file"))
    var scenario: String

    @Option(help: "The port of every computer, instead of the scenario's; 0 takes a free one.")
    var port: Int?

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("'--port' must be from 0 to 65535, not \(port).")
        }
    }

    /// The scenario with the port of the command line.
    func load() throws -> LabScenario {
        var lab = try LabScenario.load(path: scenario)
        if let port { lab.port = port }
        return lab
    }
}
