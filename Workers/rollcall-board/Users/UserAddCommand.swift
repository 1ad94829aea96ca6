import ArgumentParser
import StatusBoard
import WorkerSupport

/// Lets someone log on.
struct UserAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a user; the password is asked for.",
        discussion: "A viewer sees everything; an operator also acknowledges alarms and writes notes."
    )

    @Argument(help: "The user's name: small letters, digits, dots, hyphens, underscores, @.")
    var name: String

    @Option(name: .long, help: "What the user may do: viewer or operator.")
    var role: BoardRole

    @OptionGroup var password: PasswordOption
    @OptionGroup var settings: SettingsFileOption

    func run() throws {
        try UserChange.perform(settings) { users in
            let name = try users.newName(name)
            let hash = try password.hash(for: name)
            try users.change { file in
                guard !file.users.contains(where: { $0.name == name }) else { throw UserChange.taken(name) }
                file.put(BoardUser(name: name, role: role, hash: hash))
            }
            users.tell(.userAdded, name, [("role", role.rawValue)])
        }
    }
}

extension BoardRole: ExpressibleByArgument {}
