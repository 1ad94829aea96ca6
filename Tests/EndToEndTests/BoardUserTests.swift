import Foundation
import TestSupport
import Testing

/// Who may log on to the board, said at the command line.
@Suite(.timeLimit(.minutes(5)))
struct BoardUserTests {
    private static let password = "correct horse battery"

    /// A folder with settings that name a users file, and the program.
    private struct Place {
        let folder: String

        init(_ folder: String) throws {
            self.folder = folder
            try "board:\n  usersFile: users\n  auditFile: audit.jsonl\n"
                .write(toFile: folder + "/rollcall.yaml", atomically: true, encoding: .utf8)
            try write("good", BoardUserTests.password + "\n")
        }

        var users: String { folder + "/users" }
        var text: String { (try? String(contentsOfFile: users, encoding: .utf8)) ?? "" }

        func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
            let path = "\(folder)/\(name)"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }

        func user(_ arguments: String...) async throws -> Program.Ended {
            try await run(["user"] + arguments)
        }

        func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Program.Ended {
            var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ROLLCALL_") }
            all["ROLLCALL_CONFIG"] = folder + "/rollcall.yaml"
            all.merge(environment) { _, own in own }
            let path = try TestEnvironment.required("ROLLCALL_TEST_BIN") + "/rollcall-board"
            return try await Program(path, arguments, environment: all, folder: folder).ended()
        }
    }

    @Test("Users are added, listed, given another password and removed; the file is their owner's, and it is audited")
    func wholeWay() async throws {
        try await TestFolder.with { folder in
            let place = try Place(folder)
            #expect(try await place.user("list").output == "")
            let file = folder + "/good"
            let added = try await place.user("add", "Ann", "--role", "operator", "--password-file", file)
            #expect(added.status == 0, "\(added.errors)")
            #expect(try await place.user("add", "viktor", "--role", "viewer", "--password-file", file).status == 0)
            #expect(try await place.user("list").output == "ann     operator\nviktor  viewer\n")
            #expect(
                try await place.user("list", "--json").output
                    == "{\"name\":\"ann\",\"role\":\"operator\"}\n{\"name\":\"viktor\",\"role\":\"viewer\"}\n"
            )
            let mode = try FileManager.default.attributesOfItem(atPath: place.users)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(!place.text.contains("battery"))
            #expect(place.text.contains("\nann:operator:$scrypt$ln=15,r=8,p=3$"))
            let before = place.text
            #expect(try await place.user("password", "ANN", "--password-file", file).status == 0)
            #expect(place.text != before)
            #expect(try await place.user("remove", "ann").status == 0)
            #expect(try await place.user("list").output == "viktor  viewer\n")
            let audit = try String(contentsOfFile: folder + "/audit.jsonl", encoding: .utf8).split(separator: "\n")
            let deeds = audit.compactMap { $0.firstMatch(of: /"what":"([a-z-]+)".*"user":"([a-z]+)"/) }
            #expect(
                deeds.map { "\($0.1) \($0.2)" } == [
                    "user-added ann", "user-added viktor", "password-changed ann", "user-removed ann",
                ]
            )
        }
    }

    @Test("What is wrong is told in one sentence, and changes nothing")
    func sentences() async throws {
        try await TestFolder.with { folder in
            let place = try Place(folder)
            let file = folder + "/good"
            _ = try await place.user("add", "ann", "--role", "viewer", "--password-file", file)
            let before = place.text
            try place.write("short", "too short\n")
            try place.write("open", Self.password, mode: 0o644)
            func expect(_ arguments: String..., status: Int32, _ sentence: String) async throws {
                let ended = try await place.run(["user"] + arguments)
                #expect(ended.status == status, "\(arguments)")
                #expect(ended.errors == "rollcall-board: \(sentence)\n")
                #expect(place.text == before)
            }
            try await expect(
                "add",
                "ann",
                "--role",
                "viewer",
                "--password-file",
                file,
                status: 65,
                "there is a user ann already; \"rollcall-board user password ann\" gives another password, and another role "
                    + "comes by removing and adding the user"
            )
            try await expect(
                "add",
                "bob",
                "--role",
                "viewer",
                "--password-file",
                folder + "/short",
                status: 65,
                "the password has 9 characters; give it at least 12"
            )
            try await expect(
                "add",
                "bob",
                "--role",
                "viewer",
                "--password-file",
                folder + "/open",
                status: 65,
                "the password file \(folder)/open can be reached by others than its owner (mode 644); run: chmod 600 "
                    + "\(folder)/open"
            )
            try await expect(
                "add",
                "a:b",
                "--role",
                "viewer",
                "--password-file",
                file,
                status: 65,
                "“a:b” is no user's name: take up to 64 letters, digits, dots, hyphens, underscores or @, the first of them "
                    + "a letter or a digit"
            )
            try await expect(
                "remove",
                "bob",
                status: 65,
                "there is no user “bob”; \"rollcall-board user list\" shows all"
            )
            #expect(try await place.user("add", "bob", "--role", "admin").status == 64)
            #expect(try await place.user("add", "bob", "--role", "viewer", Self.password).status == 64)
            // Standard input is empty here, and no terminal.
            try await expect("add", "bob", "--role", "viewer", status: 65, "standard input holds no password")
            try (before + "nonsense\n").write(toFile: place.users, atomically: false, encoding: .utf8)
            let wrong = try await place.user("list")
            #expect(wrong.status == 78)
            #expect(wrong.errors == "rollcall-board: \(folder)/users:3: this is no user; write name:role:hash\n")
            try "log:\n  level: info\n".write(toFile: folder + "/rollcall.yaml", atomically: true, encoding: .utf8)
            let unset = try await place.user("list")
            #expect(unset.status == 78)
            #expect(
                unset.errors == "rollcall-board: board.usersFile is not set; name the file of users there first\n"
            )
        }
    }

    @Test("On a terminal the password is asked for twice, shown nowhere, and left out by Ctrl-C")
    func terminal() async throws {
        try await TestFolder.with { folder in
            let place = try Place(folder)
            func type(_ passwords: String) async throws -> Program.Ended {
                let script = try TestEnvironment.root() + "/Tests/EndToEndTests/Peers/type_password.py"
                let board = try TestEnvironment.required("ROLLCALL_TEST_BIN") + "/rollcall-board"
                let arguments = [script, passwords, board, "user", "add", "ann", "--role", "viewer"]
                let python = try TestEnvironment.required("ROLLCALL_TEST_PYTHON")
                var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ROLLCALL_") }
                environment["ROLLCALL_CONFIG"] = folder + "/rollcall.yaml"
                return try await Program(python, arguments, environment: environment, folder: folder).ended()
            }
            let differ = try await type("\(Self.password),\(Self.password)x")
            #expect(differ.status == 65)
            #expect(differ.output.contains("the two passwords differ; nothing was changed"), "\(differ.output)")
            let short = try await type("short")
            #expect(short.status == 65 && short.output.contains("the password has 5 characters"))
            let left = try await type("^C")
            #expect(left.status == 65 && left.output.contains("no password was given"), "\(left.output)")
            #expect(place.text.isEmpty)
            let added = try await type("\(Self.password),\(Self.password)")
            #expect(added.status == 0, "\(added.output)")
            #expect(added.output.contains("Password for ann: ") && added.output.contains("The same once more: "))
            #expect(
                ![differ, short, left, added].contains {
                    $0.output.contains("battery") || $0.output.contains("short\r")
                }
            )
            #expect(place.text.contains("\nann:viewer:$scrypt$"))
        }
    }

    @Test("A board that other machines reach does not start without a certificate and users")
    func beyondLoopback() async throws {
        try await TestFolder.with { folder in
            let place = try Place(folder)
            let ended = try await place.run([], ["ROLLCALL_BOARD_HOST": "0.0.0.0"])
            #expect(ended.status == 78)
            #expect(
                ended.errors
                    == "rollcall-board: board.host 0.0.0.0 is reached by other machines, so board.certificateFile and "
                    + "board.keyFile must be set too; or leave board.host at 127.0.0.1\n"
            )
            let users = try await place.run([], [:])
            #expect(users.status == 78)
            #expect(users.errors.hasPrefix("rollcall-board: board.usersFile: \(folder)/users does not exist; "))
        }
    }
}
