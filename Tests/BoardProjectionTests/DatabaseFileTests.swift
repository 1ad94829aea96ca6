import ActivationDomain
import BoardTestSupport
import Foundation
import GRDB
import Logging
import TestSupport
import Testing

@testable import BoardProjection

@Suite("The board's database file", .timeLimit(.minutes(2)))
struct DatabaseFileTests {
    private func refusal(_ path: String) -> String? {
        do throws(BoardDatabaseError) {
            _ = try BoardDatabase(path: path, logger: Logger(label: "test"))
            return nil
        } catch {
            return error.description
        }
    }

    @Test("that of another program is refused and stays as it is", arguments: [0, BoardSchema.version])
    func other(version: Int) throws {
        try TestFolder.with { folder in
            let path = folder + "/other.sqlite"
            try DatabaseQueue(path: path).write { db in
                try db.execute(
                    sql:
                        "CREATE TABLE precious (x); INSERT INTO precious VALUES ('gold'); PRAGMA user_version = \(version)"
                )
            }
            let before = try Data(contentsOf: URL(filePath: path))
            #expect(refusal(path)?.hasPrefix("\(path) is no board's database, so it is left as it is;") == true)
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            let reading = #expect(throws: BoardDatabaseError.self) { try BoardReader(path: path) }
            #expect(reading?.description == refusal(path))
        }
    }

    @Test("what is no database, a folder, and one that is damaged, in words")
    func unusable() throws {
        try TestFolder.with { folder in
            let text = folder + "/text"
            try Data("no database at all, but longer than a header of SQLite would be, and then some more".utf8)
                .write(to: URL(filePath: text))
            #expect(refusal(text)?.contains("is no database; name another file in board.database") == true)
            #expect(
                refusal(folder)?.hasSuffix("cannot be opened: it is a folder; name another file in board.database")
                    == true
            )
        }
    }

    @Test("one that is damaged is told in words, whoever reads it")
    func damaged() async throws {
        try await BoardFixture.with { board in
            try await board.project((0..<200).map { try BoardFixture.event(.running, BoardFixture.job("A\($0)")) })
            try await board.database.pool.write { _ in }
            try board.database.pool.close()
            let file = try FileHandle(forWritingTo: URL(filePath: board.path))
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(repeating: 0xAA, count: 26_000))
            try file.close()
            let error = await #expect(throws: BoardDatabaseError.self) {
                _ = try await BoardReader(path: board.path).campaigns()
            }
            #expect(error?.description.contains("is damaged; delete it") == true, "\(error as Any)")
            #expect(error?.passes == false)
        }
    }

    @Test("another version's is made anew, for its owner alone")
    func version() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.running)])
            try await board.database.write { db in
                try db.execute(sql: "PRAGMA user_version = \(BoardSchema.version - 1); CREATE TABLE old (x)")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: board.path)
            let anew = try BoardDatabase(path: board.path, logger: Logger(label: "test"))
            #expect(try await BoardReader(anew).campaigns().isEmpty)
            #expect(try await anew.reader.read { db in try db.tableExists("old") } == false)
            let mode = try FileManager.default.attributesOfItem(atPath: board.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("while another program holds it, what is known can be read, and what comes is written afterwards")
    func held() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.running)])
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: board.path, configuration: configuration)
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
                group.addTask { try await board.project([BoardFixture.event(.activated, after: 3)]) }
                try await eventually("it is held") { board.database.outage.cause != nil }
                #expect(try await board.reader.campaign("2026-autumn")?.counts.running == 1)
                try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
                try await group.waitForAll()
            }
            #expect(try await board.reader.campaign("2026-autumn")?.counts.activated == 1)
        }
    }

    /// SQLite says the same of a database that reaches its own limit as of a full disk.
    @Test("on a full disk what is known can be read, and what comes is written when there is room")
    func full() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.running)])
            try await board.database.pool.write { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
            let events = try (0..<500).map { number in
                try BoardFixture.event(.running, BoardFixture.job("B\(number)", campaign: "late"))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await board.project(events) }
                try await eventually("the disk is full") { board.database.outage.cause != nil }
                #expect(try await board.reader.campaigns().map(\.name) == ["2026-autumn"])
                try await board.database.pool.write { db in try db.execute(sql: "PRAGMA max_page_count = 1000000") }
                try await group.waitForAll()
            }
            #expect(board.database.outage.cause == nil)
            #expect(try await board.reader.campaign("late")?.counts.running == 500)
        }
    }
}
