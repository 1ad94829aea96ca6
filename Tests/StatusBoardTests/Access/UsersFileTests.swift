import Foundation
import Logging
import TestSupport
import Testing

@testable import StatusBoard

@Suite
struct UsersFileTests {
    private static let hash =
        "$scrypt$ln=15,r=8,p=1$MTIzNDU2Nzg5MDEyMzQ1Ng$MTIzNDU2Nzg5MDEyMzQ1NjEyMzQ1Njc4OTAxMjM0NTY"

    @Test("Users, comments and empty lines stand as they were")
    func roundTrip() throws {
        let text = "# who\nann:operator:\(Self.hash)\n\n# and\nvic:viewer:\(Self.hash)\n"
        let file = try UsersFile(text: text, path: "u")
        #expect(file.users.map(\.name) == ["ann", "vic"])
        #expect(file.users.map(\.role) == [.operator, .viewer])
        #expect(file.text == text)
        #expect(try UsersFile(text: text.replacing("\n", with: "\r\n"), path: "u").text == text)
        #expect(try UsersFile(text: "ann:viewer:\(Self.hash)", path: "u").users.count == 1)
    }

    @Test("A user is put in behind, or in the place of one of the same name; another goes out alone")
    func change() throws {
        var file = try UsersFile(text: "ann:operator:\(Self.hash)\n# x\nvic:viewer:\(Self.hash)\n", path: "u")
        var ann = try #require(file.users.first)
        ann.role = .viewer
        file.put(ann)
        file.put(BoardUser(name: "new", role: .viewer, hash: ann.hash))
        #expect(file.users.map(\.name) == ["ann", "vic", "new"])
        #expect(file.users[0].role == .viewer)
        let isRemoved = file.remove("vic")
        #expect(isRemoved)
        let isRemovedAgain = file.remove("vic")
        #expect(!isRemovedAgain)
        #expect(file.text.contains("# x\n"))
    }

    @Test(
        "A wrong row is told with file, line and what is wrong",
        arguments: [
            ("ann", "this is no user"), ("Ann:viewer:\(hash)", "a user's name"), (":viewer:\(hash)", "a user's name"),
            ("a b:viewer:\(hash)", "a user's name"), ("ann:admin:\(hash)", "must be viewer or operator"),
            ("ann:viewer:secret", "rollcall-board user password ann"),
            ("bob:viewer:\(hash)", "stands in line 2 already"),
        ]
    )
    func wrong(row: String, expected: String) throws {
        let text = "# first\nbob:viewer:\(Self.hash)\n\(row)\n"
        let error = #expect(throws: BoardServerError.self) { try UsersFile(text: text, path: "/etc/u") }
        let sentence = try #require(error).description
        #expect(sentence.hasPrefix("/etc/u:3: "), "\(sentence)")
        #expect(sentence.contains(expected), "\(sentence)")
        #expect(!sentence.contains("secret"))
    }

    @Test("It is written for its owner alone, whatever the mask, and nothing is left beside it")
    func files() throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            try UsersFile.change(path) { $0.put(BoardUser(name: "ann", role: .viewer, hash: .ofNobody())) }
            try UsersFile.change(path) { $0.put(BoardUser(name: "bob", role: .operator, hash: .ofNobody())) }
            #expect(try UsersFile(path: path).users.map(\.name) == ["ann", "bob"])
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["users", "users.lock"])
        }
    }

    /// Only root may give a file to another user.
    @Test("One that belongs to another user is refused", .enabled(if: geteuid() == 0))
    func foreign() throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            try UsersFile.change(path) { $0.put(BoardUser(name: "ann", role: .viewer, hash: .ofNobody())) }
            #expect(chown(path, 65534, 65534) == 0)
            let error = #expect(throws: BoardServerError.self) { try UsersFile(path: path) }
            #expect(error?.description.contains("another user (its number is 65534); run: chown 0 \(path)") == true)
        }
    }

    @Test("A change that fails leaves the file as it was; changes at one moment are all in it")
    func atomic() async throws {
        let folder = try TestFolder.make("users")
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "users").path
        struct Stop: Error {}
        try UsersFile.change(path) { $0.put(BoardUser(name: "first", role: .viewer, hash: .ofNobody())) }
        #expect(throws: Stop.self) {
            try UsersFile.change(path) { file in
                _ = file.remove("first")
                throw Stop()
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask {
                    try? UsersFile.change(path) {
                        $0.put(BoardUser(name: "u\(number)", role: .viewer, hash: .ofNobody()))
                    }
                }
            }
        }
        #expect(try UsersFile(path: path).users.count == 13)
    }

    @Test("A file that others may read, that is missing or no text is refused in words")
    func refused() throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            func sentence() -> String {
                do throws(BoardServerError) {
                    _ = try UsersFile(path: path)
                    return ""
                } catch {
                    return error.description
                }
            }
            #expect(sentence().hasPrefix("board.usersFile: \(path) does not exist; \"rollcall-board user add"))
            try Data([0x66, 0xFF, 0x0A]).write(to: URL(filePath: path))
            for mode in [0o644, 0o640, 0o602] {
                chmod(path, mode_t(mode))
                #expect(sentence().contains("run: chmod 600 \(path)"), "\(mode)")
            }
            chmod(path, 0o600)
            #expect(sentence().hasSuffix("is not UTF-8 text"))
        }
    }

    @Test("A roster takes a changed file at once, and keeps the one from before while it is wrong or gone")
    func roster() throws {
        try TestFolder.with { folder in
            let path = folder + "/users"
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            try UsersFile.change(path) { $0.put(BoardUser(name: "ann", role: .viewer, hash: .ofNobody())) }
            let roster = try UserRoster(path: path, logger: logger)
            #expect(roster["ann"]?.role == .viewer)
            try UsersFile.change(path) { $0.put(BoardUser(name: "bob", role: .viewer, hash: .ofNobody())) }
            #expect(roster["bob"] != nil)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try (text + "nonsense\n").write(toFile: path, atomically: false, encoding: .utf8)
            #expect(roster["bob"] != nil)
            try FileManager.default.removeItem(atPath: path)
            #expect(roster["bob"] != nil)
            try UsersFile.change(path) { $0.put(BoardUser(name: "eve", role: .viewer, hash: .ofNobody())) }
            #expect(roster["bob"] == nil && roster["eve"] != nil)
        }
    }
}
