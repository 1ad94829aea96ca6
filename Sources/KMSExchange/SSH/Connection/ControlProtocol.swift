/// What is said over the control socket of a master of OpenSSH's client: its `PROTOCOL.mux`, version 4, which it has had
/// since 2010.
///
/// Every packet is its length and what it has, a kind first; numbers are of 32 bits, highest byte first.
enum ControlProtocol {
    static let version: UInt32 = 4

    enum Kind {
        static let hello: UInt32 = 0x0000_0001
        static let newSession: UInt32 = 0x1000_0002
        static let permissionDenied: UInt32 = 0x8000_0002
        static let failure: UInt32 = 0x8000_0003
        static let exit: UInt32 = 0x8000_0004
    }

    /// Asks for a session that runs a command; its input, output and errors follow as open files.
    static func request(_ command: String) -> [UInt8] {
        let no: UInt32 = 0
        var session = bytes(Kind.newSession) + bytes(no) + text("")
        // No terminal, no X11, no agent, no subsystem, no escape character, no kind of terminal, no variables.
        for flag in [no, no, no, no, .max] { session += bytes(flag) }
        session += text("") + text(command)
        return packet(bytes(Kind.hello) + bytes(version)) + packet(session)
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func packet(_ content: [UInt8]) -> [UInt8] { bytes(UInt32(content.count)) + content }

    private static func text(_ text: String) -> [UInt8] { packet(Array(text.utf8)) }
}

/// What a master has answered until it closed the control socket.
struct ControlAnswer: Sendable, Hashable {
    /// The command's exit code; nil where it had none, such as when the connection was lost.
    private(set) var status: UInt32?
    /// Why there was no session.
    private(set) var refusal: String?

    /// Whether it was the computer that would not grant one.
    var isRefusedByComputer: Bool { refusal?.contains("refused by peer") == true }

    /// Reads all that came; what is cut off or unknown is passed over.
    init(_ bytes: [UInt8]) {
        var reader = Reader(rest: bytes[...])
        while let content = reader.bytes() {
            var packet = Reader(rest: content)
            let (kind, number) = (packet.number(), packet.number())
            switch kind {
            case ControlProtocol.Kind.hello where number != ControlProtocol.version:
                refusal = "The SSH client speaks version \(number ?? 0) of its control socket's protocol, not 4."
            case ControlProtocol.Kind.exit: status = packet.number()
            case ControlProtocol.Kind.failure, ControlProtocol.Kind.permissionDenied:
                refusal = String(decoding: packet.bytes() ?? [], as: UTF8.self)
            default: break
            }
        }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func number() -> UInt32? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        }

        mutating func bytes() -> ArraySlice<UInt8>? {
            guard let count = number(), count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(Int(count)) }
            return rest.prefix(Int(count))
        }
    }
}
