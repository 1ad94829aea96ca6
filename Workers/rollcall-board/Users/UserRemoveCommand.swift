import ArgumentParser
import StatusBoard
import WorkerSupport

/// Lets a user log on no more.
struct UserRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a user; this ends the user's sessions."
    )

    @Argument(help: "The user's name.")
    var name: String

    @OptionGroup var settings: SettingsFileOption

    func run() throws {
        try UserChange.perform(settings) { users in
            let name = try users.knownName(name)
            try users.change { file in
                guard file.remove(name) else { throw UserChange.unknown(name) }
            }
            users.tell(.userRemoved, name)
        }
    }
}
