internal import NIOCore
internal import Synchronization
internal import Transcripts

/// The connection to one computer over which steps are run one after the other.
///
/// After a step's limit, or when the connection is lost, it is closed, and the next step makes a new one: so a state can
/// be read back after an activation that was not answered in time. What hangs on the computer may hold the one session
/// that it grants.
final class SSHLink: Sendable {
    /// What a command on the computer wrote.
    struct Answer: Sendable {
        /// Its standard output, its errors behind it: `cmd.exe` says there that a program is missing.
        var text: String
        /// Its standard output alone.
        var output: String
        /// Its exit code; nil when it had none.
        var status: UInt32?
    }

    /// How long it waits before it asks again for a session that was refused: a computer that grants one at a time may
    /// not have put away the one before yet.
    private static let pauses: [TimeAmount] = [.milliseconds(10), .milliseconds(50), .milliseconds(250)]

    private let arguments: SSHArguments
    let end: NIODeadline
    private let loop: any EventLoop
    private let master = Mutex<SSHMaster?>(nil)

    init(_ arguments: SSHArguments, until end: NIODeadline, on loop: any EventLoop) {
        self.arguments = arguments
        self.end = end
        self.loop = loop
    }

    /// Connects, unless the connection stands.
    @discardableResult
    func connect() async throws(ChannelError) -> SSHMaster {
        if let master = self.master.withLock({ $0 }) {
            if !master.hasEnded { return master }
            await close()
        }
        let limits = arguments.configuration.limits
        // Beyond the connection, keys are agreed on and the log-on is a step of the computer's.
        let deadline = min(end, .now() + TimeAmount(limits.connect + limits.step))
        let master = try await SSHMaster.open(arguments, by: deadline, on: loop)
        self.master.withLock { $0 = master }
        return master
    }

    /// Runs a command on the computer.
    ///
    /// - Throws: also when the command could not be started; how it went, its answer tells.
    func run(_ command: String, limit: Duration) async throws(ChannelError) -> Answer {
        let deadline = min(end, .now() + TimeAmount(limit))
        guard deadline > .now() else { throw .stepTimeout }
        let master = try await connect()
        let ended = try await ended(command, over: master, by: deadline)
        let errors = TranscriptReader.text(of: ended.errors.bytes)
        if ended.answer.status == nil {
            // When the connection ends under a session, we may see that before the end of the master.
            let isSilent = errors.isEmpty && ended.output.bytes.isEmpty
            if master.hasEnded || isSilent || ended.answer.refusal != nil {
                throw await loss(of: master, ended.answer)
            }
        }
        if ended.output.isCutOff {
            throw .protocolViolation(detail: "The computer's answer is longer than \(PipeGathering.limit) bytes.")
        }
        let output = TranscriptReader.text(of: ended.output.bytes)
        return Answer(text: output + "\n" + errors, output: output, status: ended.answer.status)
    }

    private func ended(
        _ command: String,
        over master: SSHMaster,
        by deadline: NIODeadline
    ) async throws(ChannelError) -> SSHSession.Ended {
        var pauses = Self.pauses[...]
        while true {
            let session: SSHSession
            do {
                session = try SSHSession.start(command, over: master.socket, on: loop)
            } catch {
                throw await loss(of: master, nil)
            }
            guard let ended = await session.ended(by: deadline) else {
                await close()
                throw Task.isCancelled ? .cancelled : .stepTimeout
            }
            guard ended.answer.isRefusedByComputer, let pause = pauses.popFirst() else { return ended }
            try? await loop.scheduleTask(in: pause) {}.futureResult.get()
        }
    }

    /// Closes the connection; the next step makes a new one.
    func close() async {
        let master = self.master.withLock { master in
            defer { master = nil }
            return master
        }
        await master?.close()
    }

    /// Why there was no session, or no end of it.
    private func loss(of master: SSHMaster, _ answer: ControlAnswer?) async -> ChannelError {
        let error = await master.loss(by: .now() + .seconds(1))
        await close()
        if Task.isCancelled { return .cancelled }
        guard let answer, let refusal = answer.refusal else { return error }
        guard answer.isRefusedByComputer else {
            return .connectionLost(detail: ChannelError.shortened("The SSH client gives no session: \(refusal)"))
        }
        return .connectionLost(detail: "The computer refuses a session: does its sshd_config have MaxSessions 0?")
    }
}
