internal import Foundation
package import GRDB

/// What holds for each database file of the board: that of the projection, and that of the notes.
package enum DatabaseFile {
    /// Makes the file where there is none, for its owner alone: SQLite would make it readable for others.
    ///
    /// - Returns: the system's error; nil when it is there.
    package static func make(_ path: String) throws -> Int32? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return nil
    }

    /// Whether a file is empty or has the application's id (SQLite, "Database File Format"); any other is another program's.
    package static func isOwn(_ db: Database, application: Int) throws -> Bool {
        try Int.fetchOne(db, sql: "PRAGMA application_id") == application
            || Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    }

    /// Says what is wrong with a file.
    ///
    /// - Parameters:
    ///   - error: what SQLite or the system reports.
    ///   - setting: what names the file.
    ///   - cure: what to do about one that is damaged.
    /// - Returns: what stands behind the file's name in a sentence, with what to do about it.
    package static func reason(_ error: any Error, setting: String, cure: String) -> String {
        guard let error = error as? DatabaseError else { return "cannot be used: \(error.localizedDescription)" }
        return switch error.resultCode {
        case .SQLITE_NOTADB: "is no database; name another file in \(setting)"
        case .SQLITE_CORRUPT: "is damaged; \(cure)"
        case .SQLITE_CANTOPEN: "cannot be opened; may its folder be written to?"
        case .SQLITE_READONLY, .SQLITE_PERM: "may not be written to"
        case .SQLITE_FULL: "cannot be written: the disk is full"
        case .SQLITE_BUSY: "is in use by another program"
        default: "cannot be used: \(error.message ?? "SQLite error \(error.resultCode.rawValue)")"
        }
    }
}
