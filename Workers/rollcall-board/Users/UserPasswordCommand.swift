import ArgumentParser
import StatusBoard
import WorkerSupport

/// Gives a user another password.
struct UserPasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Give a user another password; this ends the user's sessions."
    )

    @Argument(help: "The user's name.")
    var name: String

    @OptionGroup var password: PasswordOption
    @OptionGroup var settings: SettingsFileOption

    func run() throws {
        try UserChange.perform(settings) { users in
            let name = try users.knownName(name)
            let hash = try password.hash(for: name)
            try users.change { file in
                guard var user = file.users.first(where: { $0.name == name }) else { throw UserChange.unknown(name) }
                user.hash = hash
                file.put(user)
            }
            users.tell(.passwordChanged, name)
        }
    }
}
