internal import Foundation
internal import Synchronization

/// The record of what really happened to each computer, so that a test can count executions exactly.
///
/// Lines are written in the order of the effects, each with one write to a file opened for appending, before the effect's reply
/// leaves: who has the reply finds the line.
package final class Ledger: Sendable {
    /// What happened.
    package enum Action: String, Sendable, CaseIterable {
        case connect
        /// A log-on of a connection stands. Basic has none to speak of: each request has its own.
        case logon
        case logonRefused = "logon-refused"
        case activate
        case setKMS = "set-kms"
        case setKMSPort = "set-kms-port"
        case clearKMS = "clear-kms"
        case clearKMSPort = "clear-kms-port"
        case refresh
        case stopService = "stop-service"
        case startService = "start-service"
    }

    /// One line.
    package struct Entry: Sendable, Equatable {
        /// RFC 3339, UTC.
        package let time: String
        /// The computer's name.
        package let computer: String
        /// Its address.
        package let address: String
        /// What happened.
        package let action: Action
        /// The product's key; nil where the effect concerns none.
        package let product: String?
        /// `ok`, a code, a name or a port: what came of it.
        package let result: String
    }

    private struct State {
        var entries: [Entry] = []
        var writeFailures = 0
    }

    private let file: FileHandle?
    private let keepsEntries: Bool
    private let state = Mutex(State())

    /// A ledger in memory, for tests.
    package init() {
        file = nil
        keepsEntries = true
    }

    /// A ledger in a file, which is appended to; or none at all.
    /// - Parameter path: the file; nil keeps nothing.
    /// - Throws: ``LabError`` when the file cannot be opened.
    package init(path: String?) throws {
        keepsEntries = false
        guard let path else {
            file = nil
            return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw LabError(
                code: .unavailable,
                message:
                    "the ledger \(path) cannot be opened (\(String(cString: strerror(errno)))); name a file that can be written"
            )
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// What happened so far, oldest first; always empty for a ledger in a file.
    package var entries: [Entry] {
        state.withLock(\.entries)
    }

    /// How many entries fit; a convenience for tests.
    package func count(_ action: Action, computer: String? = nil, product: String? = nil) -> Int {
        entries.count {
            $0.action == action && (computer == nil || $0.computer == computer)
                && (product == nil || $0.product == product)
        }
    }

    /// Throws when lines could not be written, as on a full disk: then the file is no proof.
    package func checkComplete() throws(LabError) {
        let failures = state.withLock(\.writeFailures)
        guard failures == 0 else {
            throw LabError(
                code: .unavailable,
                message:
                    "\(failures) lines of the ledger could not be written, so it is no proof; make room and run again"
            )
        }
    }

    func write(_ action: Action, computer: ComputerScenario, product: LabProduct?, result: String) {
        guard keepsEntries || file != nil else { return }
        state.withLock { state in
            let entry = Entry(
                time: Timestamp.iso8601(Timestamp.now()),
                computer: computer.name,
                address: computer.address,
                action: action,
                product: product?.rawValue,
                result: result
            )
            if keepsEntries { state.entries.append(entry) }
            guard let file else { return }
            do {
                try file.write(contentsOf: Array(entry.line.utf8))
            } catch {
                state.writeFailures += 1
            }
        }
    }
}

extension Ledger.Entry {
    /// The line in the file.
    var line: String {
        JSONLine([
            ("time", time), ("computer", computer), ("address", address), ("action", action.rawValue),
            ("product", product),
            ("result", result),
        ]).text
    }
}
