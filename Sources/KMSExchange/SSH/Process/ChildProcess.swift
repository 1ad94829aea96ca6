internal import Glibc
internal import NIOCore
internal import Synchronization

/// A program under way: its output is gathered on an event loop, its end is waited for, and it leaves nothing behind.
final class ChildProcess: Sendable {
    /// How a program ended and what it wrote.
    struct Ended: Sendable {
        /// The exit code; nil when a signal ended it.
        var status: CInt?
        var output: OutputGatherer.Output
        var errors: OutputGatherer.Output
    }

    private let process: SpawnedProcess
    private let loop: any EventLoop
    /// Succeeds with the first byte of output, fails if the program ends without.
    let begins: EventLoopFuture<Void>
    private let output: PipeGathering
    private let errors: PipeGathering
    private let state = Mutex(State())

    private struct State {
        var input: CInt?
        var isReaped = false
        var hasEnded = false
    }

    /// Starts a program; see ``SpawnedProcess/start(_:environment:hasInput:)``.
    static func start(
        _ words: [String],
        environment: [String: String],
        hasInput: Bool = false,
        on loop: any EventLoop
    ) throws(SpawnError) -> ChildProcess {
        let process = try SpawnedProcess.start(words, environment: environment, hasInput: hasInput)
        return ChildProcess(process, on: loop)
    }

    private init(_ process: SpawnedProcess, on loop: any EventLoop) {
        self.process = process
        self.loop = loop
        let beginning = loop.makePromise(of: Void.self)
        begins = beginning.futureResult
        output = PipeGathering(process.output, beginning, on: loop)
        errors = PipeGathering(process.errors, on: loop)
        let input = process.input
        state.withLock { $0.input = input }
        errors.end.whenComplete { [weak self] _ in self?.state.withLock { $0.hasEnded = true } }
    }

    /// Whether its error stream has ended, which a program's does when it ends, and a master's standard output before.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Waits until the program has ended by itself.
    ///
    /// - Returns: nil when the deadline has passed or the task was cancelled; the program is killed then, with its group.
    func ended(by deadline: NIODeadline) async -> Ended? {
        let both = output.end.and(errors.end)
        let hasEnded = await both.succeeds(by: deadline, on: loop)
        if !hasEnded { kill(SIGKILL) }
        let status = await reap()
        guard hasEnded, let (output, errors) = try? await both.get() else { return nil }
        return Ended(status: status, output: output, errors: errors)
    }

    /// Waits for the first byte of output, the program's end, the deadline or the task's cancellation.
    ///
    /// - Returns: whether there was a byte.
    func hasBegun(by deadline: NIODeadline) async -> Bool {
        await begins.succeeds(by: deadline, on: loop)
    }

    /// Ends the program and its group, first by a word, after `patience` by force; heeds no cancellation.
    func end(patience: TimeAmount = .seconds(2)) async {
        kill(SIGTERM)
        let force = loop.scheduleTask(in: patience) { [weak self] in self?.kill(SIGKILL) }
        _ = await reap()
        force.cancel()
    }

    /// Signals the process group, as long as it is certain to be ours.
    func kill(_ signal: CInt) {
        state.withLock { state in
            if !state.isReaped { Glibc.kill(-process.identifier, signal) }
        }
    }

    // MARK: The end

    /// Waits for the process, which has ended or is about to, and takes what is left of its group with it.
    private func reap() async -> CInt? {
        var pause = TimeAmount.microseconds(200)
        var waited = TimeAmount.zero
        while true {
            if let ended = reapIfEnded() {
                // Something of it that has left the group may hold them open.
                output.close()
                errors.close()
                return ended
            }
            // Both its streams are closed, and still it runs: nothing of OpenSSH does that for long.
            if waited > .seconds(5) { kill(SIGKILL) }
            try? await loop.scheduleTask(in: pause) {}.futureResult.get()
            waited = waited + pause
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    /// - Returns: nil while it runs; else its exit code, if it has one.
    private func reapIfEnded() -> CInt?? {
        state.withLock { state -> CInt?? in
            guard !state.isReaped else { return .some(nil) }
            var information = siginfo_t()
            let flags = WEXITED | WNOHANG | WNOWAIT
            guard waitid(P_PID, id_t(process.identifier), &information, flags) == 0 else {
                state.isReaped = true
                Self.close(&state)
                return .some(nil)
            }
            // No child has ended yet.
            guard information.si_signo == SIGCHLD else { return nil }
            // Not waited for yet, the leader's number cannot have gone to another group.
            Glibc.kill(-process.identifier, SIGKILL)
            var status: CInt = 0
            waitpid(process.identifier, &status, 0)
            state.isReaped = true
            Self.close(&state)
            return .some(status & 0x7F == 0 ? (status >> 8) & 0xFF : nil)
        }
    }

    private static func close(_ state: inout State) {
        if let input = state.input { Glibc.close(input) }
        state.input = nil
    }
}
