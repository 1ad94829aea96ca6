internal import Foundation

/// What a script of ours has answered over PowerShell.
struct PowerShellReply<Value: Decodable>: Decodable {
    fileprivate struct Failure: Decodable {
        var id: String?
        var hresult: Int64?
        var message: String?
    }
    private var value: [Value]?
    private var error: Failure?
    private enum CodingKeys: String, CodingKey {
        case value, error
    }

    /// Reads the values out of what the computer printed.
    ///
    /// - Returns: nil when there is no answer of a script of ours in it, so that PowerShell did not run it.
    /// - Throws: the failure that the script reports.
    static func values(in text: String) throws(ChannelError) -> [Value]? {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end,
            text[start...end].contains("\"rollcall\":")
        else { return nil }
        let reply: PowerShellReply
        do {
            reply = try JSONDecoder().decode(PowerShellReply.self, from: Data(text[start...end].utf8))
        } catch {
            throw .protocolViolation(detail: "PowerShell's answer cannot be read.")
        }
        if let failure = reply.error { throw failure.channelError }
        return reply.value ?? []
    }
}

extension PowerShellReply.Failure {
    /// The code is in the error's name (`HRESULT 0x…,…`), in the exception, or in its message alone.
    fileprivate var channelError: ChannelError {
        let detail = ChannelError.shortened(message ?? id ?? "")
        var codes: [UInt32] = []
        if let code = id.flatMap({ HRESULTText.first(in: $0) }) { codes.append(code) }
        if let hresult, hresult != 0 { codes.append(UInt32(truncatingIfNeeded: hresult)) }
        if let code = message.flatMap({ HRESULTText.first(in: $0) }) { codes.append(code) }
        guard
            let code = codes.first(where: { !Self.isVague($0) })
                ?? codes.first(where: { $0 & 0xFFFF_0000 != 0x8013_0000 })
        else { return .protocolViolation(detail: "PowerShell reports an error without a code. \(detail)") }
        return .hresult(code, detail: detail)
    }

    /// Whether a code says only that something failed: .NET's own (facility 0x13), WBEM_E_FAILED, E_FAIL.
    private static func isVague(_ code: UInt32) -> Bool {
        code & 0xFFFF_0000 == 0x8013_0000 || [0x8004_1001, 0x8000_4005].contains(code)
    }
}
