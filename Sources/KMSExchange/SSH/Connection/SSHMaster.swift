internal import Glibc
internal import NIOCore
internal import Transcripts

/// A connection that stands: OpenSSH's client as a master, whose control socket lets each step have a session of it.
final class SSHMaster: Sendable {
    /// Has it end with this process, in whatever way that ends.
    ///
    /// Then the input that we hold ends, and a shell beside the client, in the same process group, kills both. The client
    /// itself would never read it.
    private static let guardian =
        #"exec 3<&0 </dev/null; { read -r _ <&3; kill -s KILL -- "-$$"; } >/dev/null 2>&1 & exec "$@" 3<&-"#

    private let folder: SocketFolder
    private let process: ChildProcess
    /// The computer's, by which the client's words of it are told from those of a jump host.
    private let address: String
    private let hasProxy: Bool
    /// What the file of known hosts calls the computer.
    private let knownName: String
    var socket: String { folder.socket }

    /// Whether the connection has ended.
    var hasEnded: Bool { process.hasEnded }

    private init(
        _ folder: SocketFolder,
        _ process: ChildProcess,
        _ arguments: SSHArguments,
        _ settings: SSHUserSettings
    ) {
        self.folder = folder
        self.process = process
        address = arguments.address
        hasProxy = settings.hasProxy
        knownName = arguments.knownName(settings)
    }

    /// Connects and logs on.
    static func open(
        _ arguments: SSHArguments,
        by deadline: NIODeadline,
        on loop: any EventLoop
    ) async throws(ChannelError) -> SSHMaster {
        let settings = try await settings(arguments, by: deadline, on: loop)
        let master: SSHMaster
        do {
            let folder = try SocketFolder()
            let words = ["/bin/sh", "-c", guardian, "rollcall"] + arguments.master(settings, socket: folder.socket)
            let environment = SSHEnvironment.current
            master = SSHMaster(
                folder,
                try ChildProcess.start(words, environment: environment, hasInput: true, on: loop),
                arguments,
                settings
            )
        } catch {
            throw .protocolViolation(detail: "The SSH client cannot be started: \(error.text).")
        }
        guard await master.process.hasBegun(by: deadline) else { throw await master.failure(by: deadline) }
        return master
    }

    /// Ends the connection.
    func close() async {
        await process.end()
        folder.remove()
    }

    /// Why the connection has ended, once it has.
    func loss(by deadline: NIODeadline) async -> ChannelError {
        let error = await failure(by: deadline)
        // By now it has stood: that it is not there any more is all that its steps need to know.
        return .connectionLost(detail: error.detail ?? "The SSH connection has ended.")
    }

    private func failure(by deadline: NIODeadline) async -> ChannelError {
        // The client has said what it had to say; a program that it was to connect through may not have noticed.
        process.kill(SIGTERM)
        let ended = await process.ended(by: deadline)
        folder.remove()
        guard let ended else { return Task.isCancelled ? .cancelled : .connectTimeout }
        let text = TranscriptReader.text(of: ended.errors.bytes)
        return ChannelError(ssh: text, to: address, byProxy: hasProxy, knownAs: knownName)
    }

    /// What the user's configuration says, which also shows whether it can be read.
    static func settings(
        _ arguments: SSHArguments,
        by deadline: NIODeadline,
        on loop: any EventLoop
    ) async throws(ChannelError) -> SSHUserSettings {
        let ended: ChildProcess.Ended?
        do {
            let process = try ChildProcess.start(arguments.inquiry, environment: SSHEnvironment.current, on: loop)
            ended = await process.ended(by: deadline)
        } catch {
            throw .protocolViolation(detail: "\(arguments.inquiry[0]) cannot be run: \(error.text).")
        }
        guard let ended else { throw Task.isCancelled ? .cancelled : .connectTimeout }
        guard ended.status == 0 else {
            let error = ChannelError(ssh: TranscriptReader.text(of: ended.errors.bytes), to: arguments.address)
            throw .protocolViolation(detail: error.detail ?? "The SSH client's configuration cannot be read.")
        }
        return SSHUserSettings(TranscriptReader.text(of: ended.output.bytes))
    }
}
