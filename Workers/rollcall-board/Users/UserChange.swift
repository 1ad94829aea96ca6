import ArgumentParser
import Foundation
import Logging
import StatusBoard
import WorkerSupport

/// A change of the users file by someone at the command line.
struct UserChange {
    private let settings: Settings.Board
    private let path: String

    /// Does something with the users file of the settings; what goes wrong ends the program with a sentence.
    static func perform(_ option: SettingsFileOption, _ body: (UserChange) throws -> Void) throws {
        do {
            let settings = try Installation(configPath: option.config).settings.board
            guard let path = settings.usersFile else {
                throw ProgramFailure(.settings, "board.usersFile is not set; name the file of users there first")
            }
            try body(UserChange(settings: settings, path: path))
        } catch let error as BoardServerError {
            throw RollcallBoard.exit(with: ProgramFailure(error))
        } catch {
            throw RollcallBoard.exit(with: ProgramFailure(error))
        }
    }

    /// The users; none where there is no file yet.
    func list() throws -> [BoardUser] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try UsersFile(path: path).users
    }

    /// A name that no user has, in its form in the file.
    func newName(_ text: String) throws -> String {
        let name = BoardUser.folded(text)
        guard BoardUser.isName(name) else {
            throw ProgramFailure(
                .data,
                "“\(text.prefix(80))” is no user's name: take up to 64 letters, digits, dots, hyphens, underscores or @, the "
                    + "first of them a letter or a digit"
            )
        }
        guard try !list().contains(where: { $0.name == name }) else { throw UserChange.taken(name) }
        return name
    }

    /// The name of a user, in its form in the file.
    func knownName(_ text: String) throws -> String {
        let name = BoardUser.folded(text)
        guard try list().contains(where: { $0.name == name }) else { throw UserChange.unknown(name) }
        return name
    }

    func change(_ change: (inout UsersFile) throws -> Void) throws {
        try UsersFile.change(path, change)
    }

    /// Puts it in the audit log too, by the name of whoever is logged on to this machine.
    func tell(_ deed: AuditRecord.Deed, _ name: String, _ details: [(name: String, value: String)] = []) {
        guard let file = settings.auditFile else { return }
        let logger = Logger(label: "rollcall-board")
        let all = [(name: "user", value: name)] + details
        (try? AuditLog(path: file, logger: logger))?
            .record(AuditRecord(deed, by: NSUserName(), from: "command line", all))
    }

    static func taken(_ name: String) -> ProgramFailure {
        ProgramFailure(
            .data,
            "there is a user \(name) already; \"rollcall-board user password \(name)\" gives another password, and another "
                + "role comes by removing and adding the user"
        )
    }

    static func unknown(_ name: String) -> ProgramFailure {
        ProgramFailure(.data, "there is no user “\(name)”; \"rollcall-board user list\" shows all")
    }
}
