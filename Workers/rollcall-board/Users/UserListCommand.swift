import ActivationDomain
import ArgumentParser
import StatusBoard
import WorkerSupport

/// Shows who may log on.
struct UserListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the users with their roles, one a line."
    )

    @Flag(name: .long, help: "Print one JSON object a line.")
    var json = false

    @OptionGroup var settings: SettingsFileOption

    func run() throws {
        try UserChange.perform(settings) { users in
            let all = try users.list()
            let width = all.map(\.name.count).max() ?? 0
            for user in all {
                StandardOutput.write(json ? UserListCommand.object(user) : UserListCommand.line(user, width))
            }
            if let failure = StandardOutput.failure { throw failure }
        }
    }

    private static func line(_ user: BoardUser, _ width: Int) -> String {
        user.name + String(repeating: " ", count: width - user.name.count + 2) + user.role.rawValue + "\n"
    }

    private static func object(_ user: BoardUser) -> String {
        var json = JSONWriter(capacity: 128)
        json.object { json in
            json.member("name", user.name)
            json.member("role", user.role.rawValue)
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}
