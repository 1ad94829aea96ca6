package import ActivationDomain

/// Why a step over a channel did not succeed.
package enum ChannelError: Error, Sendable, Hashable {
    /// The computer answered with an HRESULT; `detail` is its own sentence, cut to a few hundred bytes.
    case hresult(UInt32, detail: String)
    /// Nothing listens there (RST on connect).
    case connectionRefused
    /// No connection within the connect limit.
    case connectTimeout
    /// One of those two, as a client tells of it that connects for us: perhaps not to the computer, but to a jump host.
    case unreachable(ErrorCode, detail: String)
    /// Connected, but no complete answer within the step's limit.
    case stepTimeout
    /// The computer says that its own operation timed out: what was asked may still happen.
    case operationTimeout
    /// The connection ended before the answer was complete.
    case connectionLost(detail: String)
    /// The TLS handshake failed: unknown issuer, wrong name, expired, protocol.
    case tls(detail: String)
    /// The computer refused the credential, or its realm did not take it for a reason that may be another's.
    case authentication(detail: String)
    /// The realm itself refused the account, which it will do for every computer; this one was not asked.
    case refusedByRealm(detail: String)
    /// No log-on was tried that counts: the computer offers none that is allowed, or the credential cannot be used here.
    case noLogOn(detail: String)
    /// The computer's host key is not known, or not the known one (SSH).
    case hostKey(detail: String)
    /// Neither the scripts of Windows nor PowerShell can be run on the computer (SSH).
    case scriptsUnavailable(detail: String)
    /// No ticket of Kerberos was to be had, or the computer could not use it: no key distribution centre, no such service,
    /// clocks that differ; nothing is wrong with the credential.
    case kerberos(detail: String)
    /// The computer has refused the credential by NTLM, which had to stand in for Kerberos: it may want Kerberos, or the
    /// password may be wrong.
    case refusedInsteadOfKerberos(detail: String)
    /// The computer has more to say than fits into an envelope.
    case tooLarge(UInt32?, detail: String)
    /// The answer is not what the protocol allows: no HTTP, no SOAP, broken XML, a missing element.
    case protocolViolation(detail: String)
    /// The task was cancelled.
    case cancelled

    /// Whether the computer was not there, or said nothing.
    var isSilence: Bool {
        switch self {
        case .connectionRefused, .connectTimeout, .stepTimeout, .cancelled: true
        default: false
        }
    }

    /// The code that events and the catalogue use.
    package var code: ErrorCode {
        switch self {
        case .hresult(let value, _): ErrorCode(hresult: value)
        case .tooLarge(let value, _): value.map { ErrorCode(hresult: $0) } ?? .protocolViolation
        case .connectionRefused: .connectionRefused
        case .connectTimeout: .connectTimeout
        case .unreachable(let code, _): code
        case .stepTimeout, .cancelled: .exchangeTimeout
        case .operationTimeout: ErrorCode(hresult: 0x8033_8029)
        case .connectionLost: .connectionLost
        case .tls: .tls
        case .authentication, .refusedByRealm, .noLogOn: .authentication
        case .hostKey: .hostKey
        case .scriptsUnavailable: .scriptsUnavailable
        case .kerberos, .refusedInsteadOfKerberos: .kerberos
        case .protocolViolation: .protocolViolation
        }
    }

    /// What the computer or the network said, for the evidence; never a credential.
    package var detail: String? {
        switch self {
        case .hresult(_, let detail), .tooLarge(_, let detail), .unreachable(_, let detail), .kerberos(let detail),
            .refusedInsteadOfKerberos(let detail), .refusedByRealm(let detail),
            .connectionLost(let detail), .tls(let detail), .authentication(let detail), .noLogOn(let detail),
            .hostKey(let detail), .scriptsUnavailable(let detail), .protocolViolation(let detail):
            detail.isEmpty ? nil : detail
        default: nil
        }
    }
}
