internal import BoardProjection
internal import Glibc
package import Logging
internal import Synchronization

/// Keeps who did what: in a file of its own, or in the program's log.
///
/// A line is one write to the end of the file, so that several programs may share it. A file that another program has
/// moved away is made anew. What cannot be written goes to the program's log, and the board goes on: else a full disk
/// would end it.
package final class AuditLog: Sendable {
    private struct State {
        var descriptor: CInt
        var identity: FileStatus.Identity
        /// Whether the last line came to the file in part.
        var isTorn = false
    }

    private let path: String?
    private let logger: Logger
    private let state: Mutex<State?>

    /// Opens the file, or makes it, for its owner alone.
    ///
    /// - Throws: ``BoardServerError`` when it cannot be.
    package init(path: String?, logger: Logger) throws(BoardServerError) {
        self.path = path
        self.logger = logger
        guard let path else {
            state = Mutex(nil)
            return
        }
        guard let opened = AuditLog.open(path) else {
            let reason = String(cString: strerror(errno)).lowercased()
            throw BoardServerError(.settings, "board.auditFile: \(path) cannot be written: \(reason)")
        }
        state = Mutex(opened)
    }

    deinit {
        if let descriptor = state.withLock({ $0?.descriptor }) { close(descriptor) }
    }

    /// Keeps a record.
    package func record(_ record: AuditRecord) {
        guard let path else { return log(record) }
        let code = state.withLock { state in AuditLog.append(record.line, path, &state) }
        guard code != 0 else { return }
        logger.error(
            "the audit file cannot be written; what it lacks follows here",
            metadata: ["board.auditFile": "\(path)", "error": "\(String(cString: strerror(code)).lowercased())"]
        )
        log(record)
    }

    private func log(_ record: AuditRecord) {
        var metadata: Logger.Metadata = [
            "audit.who": "\(record.who)", "audit.address": "\(record.address)", "audit.what": "\(record.deed.rawValue)",
        ]
        for (name, value) in record.details { metadata["audit.\(name)"] = "\(value)" }
        logger.notice("audit", metadata: metadata)
    }

    /// Gives the error's number, 0 for none.
    private static func append(_ line: [UInt8], _ path: String, _ state: inout State?) -> CInt {
        reopenIfMoved(path, &state)
        guard let descriptor = state?.descriptor else { return errno }
        let line = state?.isTorn == true ? [UInt8(ascii: "\n")] + line : line
        while true {
            let count = write(descriptor, line, line.count)
            if count < 0, errno == EINTR { continue }
            if count == line.count {
                state?.isTorn = false
                return 0
            }
            if count > 0 { state?.isTorn = true }
            return count < 0 ? errno : ENOSPC
        }
    }

    private static func reopenIfMoved(_ path: String, _ state: inout State?) {
        if let state, FileStatus(path: path)?.identity == state.identity { return }
        if let descriptor = state?.descriptor { close(descriptor) }
        state = open(path)
    }

    private static func open(_ path: String) -> State? {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { return nil }
        guard let status = FileStatus(descriptor: descriptor) else {
            close(descriptor)
            return nil
        }
        return State(descriptor: descriptor, identity: status.identity)
    }
}
