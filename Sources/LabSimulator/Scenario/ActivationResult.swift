/// What one call of `Activate` comes to.
package enum ActivationResult: Sendable, Equatable, CustomStringConvertible {
    /// The licence becomes active.
    case ok
    /// The call says success, but the licence stays what it was: so a client that does not read back is caught.
    case lies
    /// The call fails with this code.
    case code(ResultCode)

    /// Reads `ok`, `lies` or a code; anything else is nil.
    init?(text: String) {
        switch text {
        case "ok": self = .ok
        case "lies": self = .lies
        default:
            guard let code = ResultCode(text: text) else { return nil }
            self = .code(code)
        }
    }

    /// As in the scenario file and the ledger.
    package var description: String {
        switch self {
        case .ok: "ok"
        case .lies: "lies"
        case .code(let code): code.description
        }
    }
}
