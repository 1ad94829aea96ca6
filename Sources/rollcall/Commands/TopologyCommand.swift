import AMQPClient
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// `rollcall topology`.
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "Declares the exchanges and queues on the broker, looks whether they are there, or tells its users.",
        subcommands: [TopologyApply.self, TopologyVerify.self, TopologyUsers.self]
    )
}

/// `rollcall topology apply`.
struct TopologyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Declares every exchange, queue and binding. What is there already stays as it is.",
        discussion: "Example:\n  rollcall topology apply --config /etc/rollcall/rollcall.yaml"
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Console.reportingFailures {
            let installation = try common.installation()
            let topology = installation.topology
            let connection = try await installation.connect("rollcall topology apply")
            try await topology.apply(on: try await connection.openChannel())
            await connection.close()
            Console.line(
                "declared \(topology.exchanges.count) exchanges, \(topology.queues.count) queues and "
                    + "\(topology.bindings.count) bindings with the prefix \(installation.names.prefix)"
            )
        }
    }
}

/// `rollcall topology verify`.
struct TopologyVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Looks whether everything is there and as it should be, and reports what lies in the dead queue.",
        discussion:
            "Exit codes: 0 everything is there; 69 something is missing or different.\n\nExample:\n  rollcall topology verify --json"
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        try await Console.reportingFailures {
            let installation = try common.installation()
            let connection = try await installation.connect("rollcall topology verify")
            let found = try await installation.topology.verify(over: connection)
            await connection.close()
            json ? printJSON(found) : printText(found, installation.names)
            if !found.problems.isEmpty {
                throw ProgramFailure(
                    .unavailable,
                    "the topology is not complete; \"rollcall topology apply\" makes what is missing, "
                        + "and what is different must be deleted first"
                )
            }
        }
    }

    private func printText(_ found: Topology.Verification, _ names: BrokerNames) {
        for problem in found.problems { Console.line(Style.red("wrong    ") + problem) }
        for queue in found.queues where queue.messageCount > 0 || queue.consumerCount > 0 {
            let isTrouble = queue.name == names.deadQueue || queue.name == names.unrouted
            let count = "\(queue.messageCount) messages, \(queue.consumerCount) consumers"
            Console.line(
                (isTrouble && queue.messageCount > 0 ? Style.yellow("look at  ") : "         ")
                    + "\(queue.name): \(count)"
            )
        }
        if !found.unseen.isEmpty {
            Console.line("arguments not looked at, for want of the right to configure: \(found.unseen.count) things")
        }
        if found.problems.isEmpty { Console.line(Style.green("complete") + ": \(found.queues.count) queues are there") }
    }

    private func printJSON(_ found: Topology.Verification) {
        struct Queue: Encodable {
            var name: String
            var messages, consumers: Int
        }
        struct Report: Encodable {
            var complete: Bool
            var problems, argumentsNotSeen: [String]
            var queues: [Queue]
        }
        JSONOutput.write(
            Report(
                complete: found.problems.isEmpty,
                problems: found.problems,
                argumentsNotSeen: found.unseen,
                queues: found.queues.map {
                    Queue(name: $0.name, messages: $0.messageCount, consumers: $0.consumerCount)
                }
            )
        )
    }
}
