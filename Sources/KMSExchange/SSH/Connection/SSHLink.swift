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
        /// The low eight bits of its exit code, which is all that SSH hands on of it here.
        var status: CInt
    }

    private let arguments: SSHArguments
    private let end: NIODeadline
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
        let words = arguments.step(socket: master.socket, command: command)
        let ended: ChildProcess.Ended?
        do {
            let process = try ChildProcess.start(words, environment: SSHEnvironment.current, on: loop)
            ended = await process.ended(by: deadline)
        } catch {
            throw .protocolViolation(detail: "The SSH client cannot be started: \(error.text).")
        }
        guard let ended else {
            await close()
            throw Task.isCancelled ? .cancelled : .stepTimeout
        }
        let errors = TranscriptReader.text(of: ended.errors.bytes)
        // Of a connection that has ended under it the step's client says nothing.
        let isSilent = errors.isEmpty && ended.output.bytes.isEmpty
        if ended.status == nil || ended.status == 255, master.hasEnded || isSilent || Self.isOfClient(errors) {
            throw await loss(of: master, errors)
        }
        if ended.output.isCutOff {
            throw .protocolViolation(detail: "The computer's answer is longer than \(ChildProcess.outputLimit) bytes.")
        }
        let output = TranscriptReader.text(of: ended.output.bytes)
        return Answer(text: output + "\n" + errors, output: output, status: ended.status ?? 255)
    }

    /// Closes the connection; the next step makes a new one.
    func close() async {
        let master = self.master.withLock { master in
            defer { master = nil }
            return master
        }
        await master?.close()
    }

    private func loss(of master: SSHMaster, _ errors: String) async -> ChannelError {
        // The client of a step may see the end before we do that of the master.
        let error = await master.loss(by: .now() + .seconds(1))
        await close()
        if Task.isCancelled { return .cancelled }
        guard errors.contains("refused by peer") else { return error }
        return .connectionLost(detail: "The computer refuses a session: does its sshd_config have MaxSessions 0?")
    }

    /// Whether an error is of the step's own client, and not of the command on the computer.
    static func isOfClient(_ errors: String) -> Bool {
        ["mux_client", "Control socket ", "ControlSocket ", "UNKNOWN port 65535"].contains {
            errors.contains($0)
        }
    }
}
