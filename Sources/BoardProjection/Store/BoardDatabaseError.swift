internal import Foundation
internal import GRDB

/// Why the board's database cannot be used.
package struct BoardDatabaseError: Error, CustomStringConvertible {
    package let description: String
    /// Whether it may well be over soon: the disk is full, or another program holds the file.
    package let passes: Bool

    init(_ path: String, _ error: any Error) {
        let code = (error as? DatabaseError)?.resultCode
        passes = code == .SQLITE_FULL || code == .SQLITE_BUSY
        let reason = DatabaseFile.reason(
            error,
            setting: "board.database",
            cure: "delete it, it is made anew from the stream"
        )
        description = "the board's database \(path) \(reason)"
    }

    init(sentence: String) {
        description = sentence
        passes = false
    }

    /// The system does not open it.
    static func unopened(_ path: String, _ number: Int32) -> BoardDatabaseError {
        let reason = number == EISDIR ? "it is a folder" : String(cString: strerror(number))
        return BoardDatabaseError(
            sentence: "the board's database \(path) cannot be opened: \(reason); name another file in board.database"
        )
    }

    /// The file is that of another program, or of the notes.
    static func other(_ path: String) -> BoardDatabaseError {
        BoardDatabaseError(
            sentence:
                "\(path) is no board's database, so it is left as it is; name another file in board.database (one that does "
                + "not exist is made)"
        )
    }
}
