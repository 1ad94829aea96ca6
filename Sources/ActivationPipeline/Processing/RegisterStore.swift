package import ActivationDomain
internal import Foundation
internal import Synchronization

/// A worker's own copy of the asset register, read again when its file changes.
package final class RegisterStore: Sendable {
    /// What a person should know of the file; the register from before stays in use meanwhile.
    package enum News: Sendable, Hashable {
        /// The changed file was not taken.
        case unusable(String)
        /// It cannot be looked at any more, as when it was deleted.
        case gone(String)
        /// It can be looked at again.
        case back
    }

    private struct State {
        var register: AssetRegister
        /// Of the file that the register in use came from.
        var modifiedAt: Timestamp
        /// Of the file that was last read, also if it could not be taken.
        var seenAt: Timestamp
        var checkedAt: ContinuousClock.Instant
        var isGone = false
    }

    private let path: String
    private let products: Set<String>
    private let state: Mutex<State>
    private let tell: @Sendable (News) -> Void

    /// Reads the register for the first time.
    ///
    /// Later, `tell` is called with what has become of the file, once for each time that it changes.
    package init(
        path: String,
        products: Set<String>,
        tell: @escaping @Sendable (News) -> Void
    ) throws(RegisterFileError) {
        self.path = path
        self.products = products
        self.tell = tell
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
        guard let known, let modifiedAt = modificationTime(), modifiedAt != known else { return }
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
            tell(.unusable("\(error)"))
        }
    }

    /// Nil while the file is gone, which is said once.
    private func modificationTime() -> Timestamp? {
        do {
            let time = try RegisterFile.modificationTime(path)
            if setGone(false) { tell(.back) }
            return time
        } catch {
            if setGone(true) { tell(.gone("\(error)")) }
            return nil
        }
    }

    /// Whether that is new.
    private func setGone(_ isGone: Bool) -> Bool {
        state.withLock { state in
            defer { state.isGone = isGone }
            return state.isGone != isGone
        }
    }
}
