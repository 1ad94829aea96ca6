import Foundation
import Glibc
import Synchronization
import TestSupport

/// The workers of a scenario, each started again when it ends, as systemd would.
final class Crew: Sendable {
    /// Why a worker ended.
    enum Cause: Sendable, Equatable {
        /// The harness killed it.
        case killed
        /// It killed itself at a fail point.
        case failPoint
        /// The harness told it to stop, and it stopped in order.
        case stopped
        /// It ended by itself, with this exit code (128 and the signal's number for a signal).
        case byItself(Int32)
    }

    /// What a worker's start may add to the environment; `start` counts from 1.
    typealias Environment = @Sendable (_ worker: String, _ start: Int) -> [String: String]

    private struct Member: Sendable {
        var program: Program
        var starts: Int
        /// The signal that the harness ended it with.
        var signal: Int32?
        var endsForGood: Bool
    }
    private struct State: Sendable {
        var members: [String: Member] = [:]
        var causes: [Cause] = []
        var logs: [(name: String, text: String)] = []
        var isClosing = false
    }

    private let campus: Campus
    private let environment: Environment
    private let faults: FaultLog
    private let state = Mutex(State())
    /// More than any scenario needs: a worker that cannot start must not be started for ever.
    private static let mostStarts = 120
    private static let restartPause = Duration.milliseconds(100)

    let names: [String]

    /// Hires workers of these names; ``supervise()`` starts and watches them.
    init(_ names: [String], campus: Campus, faults: FaultLog, environment: @escaping Environment) {
        self.names = names
        self.faults = faults
        self.campus = campus
        self.environment = environment
    }

    /// How workers have ended so far.
    var causes: [Cause] { state.withLock(\.causes) }

    /// Deaths by SIGKILL, from outside or at a fail point.
    ///
    /// A worker that ends by itself does so because its connection is
    /// lost, which the scenario counts.
    var kills: Int { causes.count { $0 == .killed || $0 == .failPoint } }

    /// Ends other than in order, by whatever cause.
    var deaths: Int { causes.count { $0 != .stopped } }

    /// Exit codes of workers that ended without having been told to.
    var ownEnds: [Int32] {
        causes.compactMap { cause in
            if case .byItself(let code) = cause { code } else { nil }
        }
    }

    /// Keeps the workers running until ``stop(within:)``.
    func supervise() async throws {
        while !state.withLock(\.isClosing) {
            for name in names { try await check(name) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func check(_ name: String) async throws {
        let member = state.withLock { $0.members[name] }
        if let member {
            guard !member.program.isRunning, !member.endsForGood else { return }
            try await bury(name)
            try await Task.sleep(for: Crew.restartPause)
        }
        guard !state.withLock(\.isClosing) else { return }
        let start = (member?.starts ?? 0) + 1
        guard start <= Crew.mostStarts else { throw TestSupportError("worker \(name) ended \(start - 1) times") }
        let program = try campus.startWorker(name, environment: environment(name, start))
        state.withLock { $0.members[name] = Member(program: program, starts: start, signal: nil, endsForGood: false) }
    }

    /// Notes how a worker ended.
    private func bury(_ name: String) async throws {
        guard let member = state.withLock({ $0.members[name] }) else { return }
        let ended = try await member.program.ended()
        let cause: Cause =
            switch (ended.hasExited, ended.status, member.signal) {
            case (false, 128 + SIGKILL, SIGKILL?): .killed
            case (false, 128 + SIGKILL, _): .failPoint
            case (true, 0, SIGTERM?): .stopped
            case (_, let status, _): .byItself(status)
            }
        if cause == .failPoint { faults.note("death of \(name) at its fail point", worker: name) }
        state.withLock { state in
            state.causes.append(cause)
            state.logs.append(("\(name).\(member.starts)", "\(cause)\n\(ended.errors)"))
            state.members[name]?.endsForGood = state.isClosing
        }
    }

    /// Waits until a worker takes jobs, should it just have ended.
    func working(_ name: String) async throws {
        try await eventually("that worker \(name) works") {
            // One that was told to stop may still be busy with that.
            guard let member = state.withLock({ $0.members[name] }), member.signal == nil else { return false }
            return member.program.isRunning && member.program.errors.contains("worker started")
        }
    }

    /// The process of a worker, if it runs.
    func process(_ name: String) -> Int32? {
        let program = state.withLock { $0.members[name]?.program }
        return program.flatMap { $0.isRunning ? $0.identifier : nil }
    }

    /// Sends a worker a signal; one that ends it is followed by a new start.
    func signal(_ name: String, _ signal: Int32) {
        let program = state.withLock { state -> Program? in
            if signal == SIGKILL || signal == SIGTERM { state.members[name]?.signal = signal }
            return state.members[name]?.program
        }
        program?.signal(signal)
    }

    /// Stops all workers in order, for good, and says which did not.
    func stop(within limit: Duration = .seconds(40)) async throws -> [String] {
        let members = state.withLock { state in
            state.isClosing = true
            return state.members.filter { !$0.value.endsForGood }
        }
        for name in members.keys {
            signal(name, SIGCONT)
            signal(name, SIGTERM)
        }
        var problems: [String] = []
        for (name, member) in members {
            do {
                let ended = try await member.program.ended(within: limit)
                if ended.status != 0 { problems.append("worker \(name) stopped with exit code \(ended.status)") }
                try await bury(name)
            } catch {
                problems.append("worker \(name) did not stop within \(limit)")
            }
        }
        return problems
    }

    /// Writes what each worker logged into the campus's folder.
    func keepLogs() {
        for (name, text) in state.withLock(\.logs) {
            try? text.write(to: campus.folder.appending(path: "\(name).log"), atomically: true, encoding: .utf8)
        }
    }
}
