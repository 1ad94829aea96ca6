import ArgumentParser

/// Changes who may log on.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Say who may log on to the board: add, list, remove users, set passwords.",
        discussion: """
            The users file is board.usersFile of the settings; a running board reads it again when it has changed. Whoever is \
            removed or gets another password is logged off.

            Examples:
              rollcall-board user add alice --role operator
              rollcall-board user password alice
              rollcall-board user list
              rollcall-board user remove alice

            Exit codes: 0 done; 65 no such user, or one of the name already, or no good password; 78 a setting or the \
            users file is wrong.
            """,
        subcommands: [UserAddCommand.self, UserListCommand.self, UserPasswordCommand.self, UserRemoveCommand.self]
    )
}
