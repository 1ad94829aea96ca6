import ActivationDomain
import Foundation
import Logging
import TestSupport
import Testing

@testable import StatusBoard

@Suite
struct AuditLogTests {
    private static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    @Test("One JSON object a line, which nothing from outside can end or give the terminal orders with")
    func lines() async throws {
        try TestFolder.with { folder in
            let path = folder + "/audit"
            let log = try AuditLog(path: path, logger: Self.logger)
            let time = AccessBoard.time
            log.record(
                AuditRecord(.noteWritten, by: "ann", from: "::1", [("text", "a\n\u{1B}[2J\u{202E}\"b")], at: time)
            )
            log.record(AuditRecord(.logOff, by: "ann", from: "::1", at: time))
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(
                lines[0] == """
                    {"time":"2026-09-01T08:00:00.000000Z","who":"ann","address":"::1","what":"note-written",\
                    "text":"a\\\\u{A}\\\\u{1B}[2J\\\\u{202E}\\"b"}
                    """
            )
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("A file that was moved away is made anew; another writer's lines stay")
    func rotation() throws {
        try TestFolder.with { folder in
            let path = folder + "/audit"
            try "before\n".write(toFile: path, atomically: true, encoding: .utf8)
            let log = try AuditLog(path: path, logger: Self.logger)
            log.record(AuditRecord(.logOn, by: "1", from: "a"))
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            log.record(AuditRecord(.logOn, by: "2", from: "a"))
            let old = try String(contentsOfFile: path + ".1", encoding: .utf8)
            #expect(old.hasPrefix("before\n{") && old.contains("\"who\":\"1\"") && !old.contains("\"who\":\"2\""))
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"who\":\"2\""))
        }
    }

    @Test("A disk that is full is told in the log with what was to be written, and ends nothing")
    func full() throws {
        let told = LineCollector()
        let logger = Logger(label: "test") { _ in told.handler }
        let log = try AuditLog(path: "/dev/full", logger: logger)
        log.record(AuditRecord(.logOn, by: "ann", from: "a"))
        #expect(told.lines.count == 2)
        #expect(told.lines[0].contains("the audit file cannot be written") && told.lines[0].contains("no space left"))
        #expect(told.lines[1].contains("audit.who=ann") && told.lines[1].contains("audit.what=log-on"))
    }

    @Test("Without a file it goes to the log; a file that cannot be made is told at once")
    func elsewhere() throws {
        let told = LineCollector()
        try AuditLog(path: nil, logger: Logger(label: "test") { _ in told.handler })
            .record(AuditRecord(.logOn, by: "ann", from: "a"))
        #expect(told.lines.count == 1)
        let error = #expect(throws: BoardServerError.self) { try AuditLog(path: "/no/such/audit", logger: Self.logger) }
        #expect(error?.description == "board.auditFile: /no/such/audit cannot be written: no such file or directory")
    }
}
