package import ActivationDomain
internal import Foundation
internal import Synchronization

/// A worker's own copy of the asset register, read again when its file changes.
package final class RegisterStore: Sendable {
    private struct State {
        var register: AssetRegister
        /// Of the file that the register in use came from.
        var modifiedAt: Timestamp
        /// Of the file that was last read, also if it could not be taken.
        var seenAt: Timestamp
        var checkedAt: ContinuousClock.Instant
    }

    private let path: String
    private let products: Set<String>
    private let state: Mutex<State>
    private let reloadFailed: @Sendable (String) -> Void

    /// Reads the register for the first time.
    ///
    /// Later, `reloadFailed` is told why a changed file was not taken; the register from before then stays in use.
    package init(
        path: String,
        products: Set<String>,
        reloadFailed: @escaping @Sendable (String) -> Void
    ) throws(RegisterFileError) {
        self.path = path
        self.products = products
        self.reloadFailed = reloadFailed
        let file = try RegisterFile.read(path, products: products)
        if !file.problems.isEmpty { throw RegisterFileError.invalid(file.problems) }
        state = Mutex(
            State(register: file.register, modifiedAt: file.modifiedAt, seenAt: file.modifiedAt, checkedAt: .now)
        )
    }

    /// A computer of the register, the file being looked at again at most once a second.
    package func computer(named name: String) -> RegisteredComputer? {
        reload(unlessCheckedWithin: .seconds(1))
        return state.withLock { $0.register.computer(named: name) }
    }

    /// A computer of the register after a look at the file, and when the file that it came from was changed.
    ///
    /// Asked before a job is refused for what the register says. A changed file that could not be taken does not make
    /// the register in use any newer.
    package func freshComputer(named name: String) -> (computer: RegisteredComputer?, modifiedAt: Timestamp) {
        reload(unlessCheckedWithin: .zero)
        return state.withLock { ($0.register.computer(named: name), $0.modifiedAt) }
    }

    private func reload(unlessCheckedWithin interval: Duration) {
        let now = ContinuousClock.now
        let known = state.withLock { state -> Timestamp? in
            guard now - state.checkedAt >= interval else { return nil }
            state.checkedAt = now
            return state.seenAt
        }
        guard let known, let modifiedAt = RegisterFile.modificationTime(path), modifiedAt != known else { return }
        do {
            let file = try RegisterFile.read(path, products: products)
            if !file.problems.isEmpty { throw RegisterFileError.invalid(file.problems) }
            state.withLock {
                $0.register = file.register
                $0.modifiedAt = file.modifiedAt
                $0.seenAt = file.modifiedAt
            }
        } catch {
            // Said once for each change of the file, not for each job.
            state.withLock { $0.seenAt = modifiedAt }
            reloadFailed("\(error)")
        }
    }
}
