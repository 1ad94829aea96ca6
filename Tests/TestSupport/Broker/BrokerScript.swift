/// `scripts/broker` for the broker of one folder.
struct BrokerScript: Sendable {
    let directory: String

    /// Runs one of its commands and gives what it printed.
    @discardableResult
    func run(_ command: String, _ arguments: [String] = []) async throws -> String {
        let script = try TestEnvironment.root() + "/scripts/broker"
        let output = try await Program(script, [command, "--dir", directory] + arguments).succeeded(
            within: .seconds(300)
        )
        return output.last?.isNewline == true ? String(output.dropLast()) : output
    }

    /// Runs rabbitmqctl.
    func control(_ arguments: [String]) async throws -> String {
        try await run("ctl", ["--"] + arguments)
    }
}
