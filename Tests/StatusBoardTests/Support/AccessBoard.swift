import ActivationDomain
import ActivationPipeline
import BoardProjection
import Foundation
import Logging
import TestSupport

@testable import StatusBoard

/// A board that listens on loopback, with an alarm and a computer in its database.
struct AccessBoard: Sendable {
    static let password = "correct horse battery"
    /// 2026-09-01T08:00:00Z.
    static let time = Timestamp(microseconds: 1_788_249_600_000_000)

    let port: Int
    let folder: URL
    let database: BoardDatabase
    let clock: ShiftedClock
    let access: BoardAccess

    /// The token of forms where there are no users.
    var localToken: String { access.recognizer.tokens.token(.local) }
    var usersFile: String { folder.appending(path: "users").path }
    var auditFile: String { folder.appending(path: "audit.jsonl").path }
    var audit: [String] {
        let text = (try? String(contentsOfFile: auditFile, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    /// The cheapest hash that is taken: the tests are about what is done with it.
    private static let line: Result<PasswordHash, any Error> = Result {
        let cost = PasswordHash.Cost(exponent: 15, blockSize: 8, parallelism: 1)
        return try PasswordHash(of: password, cost: cost)
    }

    static func user(_ name: String, _ role: BoardRole) throws -> BoardUser {
        BoardUser(name: name, role: role, hash: try line.get())
    }

    /// Writes a users file with these users, all with the same password.
    static func write(_ users: [BoardUser], to path: String) throws {
        try UsersFile.change(path) { file in
            for user in file.users { _ = file.remove(user.name) }
            for user in users { file.put(user) }
        }
    }

    /// Starts one, hands it to `body`, and stops it.
    static func with(
        users: [(name: String, role: BoardRole)]? = [("ann", .operator), ("vic", .viewer)],
        _ change: @Sendable (inout BoardConfiguration, URL) -> Void = { _, _ in },
        _ body: (AccessBoard) async throws -> Void
    ) async throws {
        let folder = try TestFolder.make("board")
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try BoardDatabase(path: folder.appending(path: "b.sqlite").path, logger: Logger(label: "test"))
        var configuration = BoardConfiguration()
        configuration.port = 0
        configuration.operatorDatabase = folder.appending(path: "notes.sqlite").path
        configuration.auditFile = folder.appending(path: "audit.jsonl").path
        if let users {
            let path = folder.appending(path: "users").path
            try write(users.map { try user($0.name, $0.role) }, to: path)
            configuration.usersFile = path
        }
        change(&configuration, folder)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let clock = ShiftedClock()
        let access = try BoardAccess(configuration, logger: logger, now: { clock.now })
        let source = BoardSource(
            reader: BoardReader(database),
            progress: ProjectionProgress(),
            configuration: configuration
        )
        let server = BoardServer(source, access: access, logger: logger)
        let (ports, announcement) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                defer { announcement.finish() }
                try await server.run { announcement.yield($0) }
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else {
                try await group.next()
                throw TestSupportError("the board did not start")
            }
            try await body(AccessBoard(port: port, folder: folder, database: database, clock: clock, access: access))
        }
    }

    /// Has a KMS host raise its alarm; the id of the alarm.
    @discardableResult
    func raiseAlarm(after seconds: Int = 0) async throws -> String {
        let notice = Notice(
            .kmsHostAlarm,
            id: "alarm/\(seconds)",
            source: "/t",
            time: AccessBoard.time.advanced(by: .seconds(seconds))
        ) { json in
            json.member("kmsHost", "kms.example.edu:1688")
            json.object("error") { json in
                json.member("code", "0xC004F074")
                json.member("class", "transient")
                json.object("title") { json in
                    json.member("en", "No KMS host")
                    json.member("zh-Hant", "沒有 KMS")
                }
                json.object("advice") { json in
                    json.member("en", "Start it.")
                    json.member("zh-Hant", "啟動它。")
                }
            }
        }
        guard let event = ObservedEvent(body: notice.encoded()) else { throw TestSupportError("no event") }
        try await database.project([event])
        guard let alarm = try await BoardReader(database).alarms().first else { throw TestSupportError("no alarm") }
        return alarm.id
    }
}
