import ActivationDomain
import ActivationPipeline
import ArgumentParser
import WorkerSupport

/// `rollcall topology users`.
struct TopologyUsers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Prints how to make the broker's users, each with the least rights that its programs need.",
        discussion: """
            Nothing is sent to the broker: AMQP cannot make users. What is printed is for topology.prefix and for the \
            virtual host of broker.url.

            Without --json: lines for a shell on the broker's host, to be looked at and run there. Each password is made \
            in a file <user>.password. Running them again sets the rights anew and leaves the passwords, but a user whose \
            file is not there gets a new one. They stop at the first failure, say at what, and end with 1.

            With --json: definitions for "rabbitmqctl import_definitions" or the management interface. Nobody can log on \
            as these users before "rabbitmqctl change_password" has given them passwords, and a second import takes \
            those away again.

            Exit codes: 0 printed; 78 bad settings.

            Examples:
              rollcall topology users --config rollcall.yaml > users.sh
              rollcall topology users --json > users.json
            """
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "Print definitions to import, as JSON.")
    var json = false

    func run() async throws {
        try await Console.reportingFailures {
            let installation = try common.installation()
            let virtualHost = try installation.virtualHost()
            let users = BrokerUser.all(installation.names)
            guard !json else {
                return Console.write(BrokerUser.definitions(of: users, virtualHost: virtualHost))
            }
            // In a comment nothing is quoted: a line break would end it, and begin a command.
            Console.line("# The users of \(installation.names.prefix) on the virtual host \(virtualHost.visible).")
            Console.line(BrokerUser.preamble)
            for user in users {
                Console.line("\n# \(user.role.explanation)")
                user.commands(virtualHost: virtualHost).forEach { Console.line($0) }
            }
        }
    }
}

extension BrokerUser.Role {
    /// Which programs log on as it.
    fileprivate var explanation: String {
        switch self {
        case .producer: "rollcall enroll, and any other program that enqueues jobs"
        case .worker: "rollcall-worker"
        case .dashboard: "rollcall watch, and any other program that reads events"
        case .board: "rollcall-board"
        case .topology: "rollcall topology apply and verify"
        }
    }
}
