import ArgumentParser
import Foundation
import StatusBoard
import WorkerSupport

/// Where a new password comes from: never an argument, which every user of the machine can see.
struct PasswordOption: ParsableArguments {
    @Option(
        name: .long,
        help: "A file with the password on its first line; - for standard input. Default: the terminal."
    )
    var passwordFile: String?

    /// The hash of the password that someone gives for a user.
    func hash(for user: String) throws -> PasswordHash {
        let password = try text(for: user)
        if let fault = PasswordRule.fault(password) { throw ProgramFailure(.data, fault) }
        return try PasswordHash(of: password)
    }

    private func text(for user: String) throws -> String {
        if let passwordFile, passwordFile != "-" { return try PasswordOption.firstLine(passwordFile) }
        if passwordFile == nil, let terminal = PasswordPrompt() {
            let password = try terminal.ask("Password for \(user): ")
            if let fault = PasswordRule.fault(password) { throw ProgramFailure(.data, fault) }
            guard try terminal.ask("The same once more: ") == password else {
                throw ProgramFailure(.data, "the two passwords differ; nothing was changed")
            }
            return password
        }
        guard let line = readLine(strippingNewline: true) else {
            throw ProgramFailure(.data, "standard input holds no password")
        }
        return line
    }

    private static func firstLine(_ path: String) throws -> String {
        do throws(FileReadError) {
            return String(try TextFile.readPrivate(path).prefix { !$0.isNewline })
        } catch {
            throw ProgramFailure(.data, "the password file \(error.description)")
        }
    }
}
