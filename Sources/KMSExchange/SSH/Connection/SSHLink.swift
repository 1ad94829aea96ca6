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
        let errors = TranscriptReader.text(of: ended.errors.bytes)
        if ended.answer.status == nil {
            // When the connection ends under a session, we may see that before the end of the master.
            let isSilent = errors.isEmpty && ended.output.bytes.isEmpty
            let refusal = ended.answer.refusal
            if master.hasEnded || isSilent || refusal != nil { throw await loss(of: master, refusal) }
        }
        if ended.output.isCutOff {
            throw .protocolViolation(detail: "The computer's answer is longer than \(PipeGathering.limit) bytes.")
        }
        let output = TranscriptReader.text(of: ended.output.bytes)
        return Answer(text: output + "\n" + errors, output: output, status: ended.answer.status)
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
    private func loss(of master: SSHMaster, _ refusal: String?) async -> ChannelError {
        let error = await master.loss(by: .now() + .seconds(1))
        await close()
        if Task.isCancelled { return .cancelled }
        guard let refusal else { return error }
        guard refusal.contains("refused by peer") else {
            return .connectionLost(detail: ChannelError.shortened("The SSH client gives no session: \(refusal)"))
        }
        return .connectionLost(detail: "The computer refuses a session: does its sshd_config have MaxSessions 0?")
    }
}
