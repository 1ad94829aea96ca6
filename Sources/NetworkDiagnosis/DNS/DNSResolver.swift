package import ActivationDomain
internal import CResolver
internal import Foundation
internal import NIOCore
internal import NIOPosix

/// A DNS server to ask instead of those that the system is set up with.
package struct DNSServer: Sendable, Hashable {
    /// Its address; the resolver takes one of IPv4 alone.
    package let address: IPAddress
    /// Its port; 53 by default.
    package let port: UInt16

    /// Takes a server; nil if the address is one of IPv6.
    package init?(address: IPAddress, port: UInt16 = 53) {
        guard address.bytes.count == 4 else { return nil }
        self.address = address
        self.port = port
    }

    var raw: rollcall_dns_server {
        let bytes = address.bytes
        return rollcall_dns_server(address: (bytes[0], bytes[1], bytes[2], bytes[3]), port: port)
    }
}

/// Why DNS gives no records.
package enum DNSFailure: Error, Sendable, Hashable {
    /// There is no such name (NXDOMAIN).
    case noSuchName
    /// The server could not find out, or will not say (SERVFAIL, REFUSED and others), with its code (RFC 1035, 4.1.1).
    case serverError(UInt8)
    /// No server answered within the limit.
    case silence
    /// Nothing could be sent to the servers, or nothing listens there.
    case unreachable
    /// An answer that cannot be read.
    case malformed
    /// The name cannot be asked for: empty or too long a label, or too long in all.
    case badName
    /// The system's settings could not be read.
    case notSetUp
}

/// Asks the system's DNS servers, whatever the hosts file and other sources of names say: what Windows computers ask.
struct DNSResolver: Sendable {
    let server: DNSServer?
    let limit: Duration
    let group: any EventLoopGroup

    /// Asks for the records of a type.
    ///
    /// The question by UDP blocks, so it runs on a thread of its own, which is left to itself when the limit passes: it
    /// ends after five times the seconds that a server gets. A truncated answer is asked for again by TCP in what is
    /// left of the limit; if that does not succeed, the truncated one counts.
    func ask(_ name: String, _ type: DNSRecordType) async -> Result<DNSMessage, DNSFailure> {
        let deadline = ContinuousClock.now + limit
        let end = Settlement<Result<DNSMessage, DNSFailure>>(on: group.next())
        let seconds = Int32(clamping: max(limit.components.seconds / 5, 1))
        let server = server
        Thread.detachNewThread { end.settle(Self.blockingAsk(name, type, server, seconds: seconds)) }
        let result = await end.wait(limit: limit, otherwise: .failure(.silence))
        guard case .success(let message) = result, message.isTruncated else { return result }
        return .success(await askByTCP(name, type, until: deadline) ?? message)
    }

    private static func blockingAsk(
        _ name: String,
        _ type: DNSRecordType,
        _ server: DNSServer?,
        seconds: Int32
    ) -> Result<DNSMessage, DNSFailure> {
        // C would stop at the NUL and ask for another name.
        guard !name.utf8.contains(0) else { return .failure(.badName) }
        var length: Int32 = 0
        var ending = ROLLCALL_DNS_NOT_SET_UP
        let answer = [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let type = Int32(type.rawValue)
            if var raw = server?.raw {
                ending = rollcall_dns_ask(name, type, &raw, seconds, start, Int32(buffer.count), &length)
            } else {
                ending = rollcall_dns_ask(name, type, nil, seconds, start, Int32(buffer.count), &length)
            }
            count = Int(length)
        }
        return switch ending {
        case ROLLCALL_DNS_ANSWERED: read(answer)
        case ROLLCALL_DNS_SILENT: .failure(.silence)
        case ROLLCALL_DNS_UNREACHABLE: .failure(.unreachable)
        case ROLLCALL_DNS_NO_QUESTION: .failure(.badName)
        default: .failure(.notSetUp)
        }
    }

    private static func read(_ bytes: [UInt8]) -> Result<DNSMessage, DNSFailure> {
        guard let message = try? DNSMessage(bytes) else { return .failure(.malformed) }
        return switch message.code {
        case 0: .success(message)
        case 3: .failure(.noSuchName)
        case let code: .failure(.serverError(code))
        }
    }

    private func askByTCP(
        _ name: String,
        _ type: DNSRecordType,
        until deadline: ContinuousClock.Instant
    ) async -> DNSMessage? {
        let address = server?.address ?? ResolverSettings.current().servers.first
        let left = deadline - .now
        guard let address, left > .zero, let question = Self.question(name, type) else { return nil }
        let conversation = TCPConversation(address: address, port: server?.port ?? 53, limit: left, group: group)
        let reader = DNSStreamReader(id: UInt16(question[0]) << 8 | UInt16(question[1]))
        // RFC 1035, section 4.2.2: by TCP the length comes first.
        let prefix = [UInt8(question.count >> 8), UInt8(question.count & 0xFF)]
        guard case .answer(let bytes) = await conversation.run(saying: prefix + question, reader: reader),
            case .success(let message) = Self.read(bytes)
        else { return nil }
        return message
    }

    private static func question(_ name: String, _ type: DNSRecordType) -> [UInt8]? {
        let question = [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let length = rollcall_dns_write_question(name, Int32(type.rawValue), start, Int32(buffer.count))
            count = max(Int(length), 0)
        }
        return question.count >= 12 ? question : nil
    }
}

/// Puts together a DNS answer that comes by TCP.
private struct DNSStreamReader: AnswerReader {
    let id: UInt16
    private var bytes: [UInt8] = []

    init(id: UInt16) {
        self.id = id
    }

    mutating func receive(_ more: [UInt8]) -> [UInt8]? {
        bytes += more.prefix(65_537 - bytes.count)
        var reader = ByteReader(bytes)
        guard let length = reader.number(UInt16.self), let message = reader.take(Int(length)) else { return nil }
        // An answer to another question is as good as none; it is read as broken.
        return message.starts(with: [UInt8(id >> 8), UInt8(id & 0xFF)]) ? message : []
    }
}
