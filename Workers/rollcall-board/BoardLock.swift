import Foundation
import WorkerSupport

/// Keeps a second board away from the same database: each would take jobs' ends off the broker that the other then lacks.
struct BoardLock {
    private let descriptor: Int32

    /// Takes the lock; the system gives it back when the process ends, however it does.
    init(_ database: String) throws(ProgramFailure) {
        let folder = URL(fileURLWithPath: database).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A link leads to the same database.
        let path =
            (realpath(database, nil).map { path in
                defer { free(path) }
                return String(cString: path)
            } ?? database) + ".lock"
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw ProgramFailure(.settings, "the folder of board.database \(database) cannot be written to: \(reason)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw ProgramFailure(
                .temporary,
                "another board uses the database \(database); stop it first, or give this one another board.database"
            )
        }
    }

    func release() { close(descriptor) }
}
