internal import CSpawn
internal import Glibc
internal import NIOCore

/// A command under way on the computer, over a connection that stands.
///
/// The master is asked for it over its control socket, as OpenSSH's client would: that client takes longer to start than
/// all else here. It makes no connection of its own, so that without the master there is nothing.
struct SSHSession: Sendable {
    /// What has come of a command.
    struct Ended: Sendable {
        var answer: ControlAnswer
        var output: OutputGatherer.Output
        var errors: OutputGatherer.Output
    }

    private let loop: any EventLoop
    private let control: PipeGathering
    private let output: PipeGathering
    private let errors: PipeGathering

    /// Asks for a command.
    static func start(
        _ command: String,
        over socket: String,
        on loop: any EventLoop
    ) throws(SpawnError) -> SSHSession {
        let control = try Descriptor.connected(to: socket)
        let (output, errors) = (try Pipe(), try Pipe())
        let input = Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC))
        try control.send(ControlProtocol.request(command))
        for file in [input, output.writing, errors.writing] {
            guard rollcall_send_descriptor(control.number, file.number) == 1 else { throw SpawnError(number: errno) }
        }
        return SSHSession(
            loop: loop,
            control: PipeGathering(control.release(), on: loop),
            output: PipeGathering(output.reading.release(), on: loop),
            errors: PipeGathering(errors.reading.release(), on: loop)
        )
    }

    /// Waits for its end.
    ///
    /// - Returns: nil when the deadline has passed or the task was cancelled; the connection is to be closed then, since
    ///   what hangs on the computer may hold the one session that it grants.
    func ended(by deadline: NIODeadline) async -> Ended? {
        let all = control.end.and(output.end.and(errors.end))
        guard await all.succeeds(by: deadline, on: loop), let (control, (output, errors)) = try? await all.get() else {
            for gathering in [control, output, errors] { gathering.close() }
            return nil
        }
        return Ended(answer: ControlAnswer(control.bytes), output: output, errors: errors)
    }
}

extension Descriptor {
    /// A connection to a socket of the system's own; nothing of it waits.
    fileprivate static func connected(to path: String) throws(SpawnError) -> Descriptor {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw SpawnError(number: ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard socket >= 0 else { throw SpawnError(number: errno) }
        let descriptor = Descriptor(socket)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SpawnError(number: errno) }
        return descriptor
    }

    /// Sends all of it at once: a command is far shorter than what the system holds for a socket.
    fileprivate func send(_ bytes: [UInt8]) throws(SpawnError) {
        let count = Glibc.send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard count == bytes.count else { throw SpawnError(number: count < 0 ? errno : EMSGSIZE) }
    }
}
