internal import Foundation
internal import NIOCore

/// Why nothing came back from an address and port.
package enum NetworkFailure: Error, Sendable, Hashable {
    /// The computer is there, but nothing listens (a reset, or ICMP port unreachable).
    case refused
    /// No answer within the limit.
    case timedOut
    /// A router or this computer says that there is no way there.
    case noRoute
    /// This computer's own firewall or rules forbid it.
    case forbidden
    /// Anything else, in the system's words.
    case other(String)

    /// Reads what the network layer threw.
    init(_ error: any Error) {
        switch error {
        case NIOCore.ChannelError.connectTimeout: self = .timedOut
        case let error as IOError: self = Self.reading(error.errnoCode)
        default: self = .other(String("\(error)".prefix(200)))
        }
    }

    private static func reading(_ code: CInt) -> NetworkFailure {
        switch code {
        // A reset in answer to the very first packet is a refusal; some kernels say one, some the other.
        case ECONNREFUSED, ECONNRESET: .refused
        case ETIMEDOUT: .timedOut
        case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL, EAFNOSUPPORT: .noRoute
        case EPERM, EACCES: .forbidden
        default: .other(strerror(code).map { String(cString: $0) } ?? "error \(code)")
        }
    }
}

extension NetworkFailure {
    /// What happened at a place, as a clause that begins a sentence, without a full stop.
    func clause(at place: String, limit: Duration) -> String {
        switch self {
        case .refused: "Nothing listens on \(place)"
        case .timedOut: "\(place) does not answer within \(limit.inWords)"
        case .noRoute: "No route leads to \(place)"
        case .forbidden: "This computer may not send to \(place)"
        case .other(let words): "\(place) cannot be reached (\(words))"
        }
    }

    /// What to do, where the place should have been `service`.
    func advice(for service: String) -> String {
        switch self {
        case .refused:
            "Check that \(service) runs there and listens on this port, and that no firewall in between rejects it."
        case .timedOut:
            "Check that the computer is on, and that the firewalls on the way and its own let \(service) through."
        case .noRoute:
            "Check the address, and this computer's routes; for an IPv6 address, whether this network has IPv6 at all."
        case .forbidden:
            "Check this computer's own firewall for rules on what goes out."
        case .other:
            "Check the address and this computer's network."
        }
    }

    /// The name for programs.
    var name: String {
        switch self {
        case .refused: "refused"
        case .timedOut: "timed-out"
        case .noRoute: "no-route"
        case .forbidden: "forbidden"
        case .other: "other"
        }
    }
}
