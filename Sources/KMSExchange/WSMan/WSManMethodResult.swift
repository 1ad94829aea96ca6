/// The answer to a method call that came without a fault.
enum WSManMethodResult {
    /// Checks the `ReturnValue` in the body of an answer.
    ///
    /// An answer without one counts as success, as does an informational code (severity bit clear, such as 0x4004F040):
    /// whoever calls reads the state back anyway.
    static func check(_ body: SOAPElement, method: String) throws(ChannelError) {
        guard let output = body.children.first(where: { $0.name.hasPrefix(method) }) else {
            throw .protocolViolation(detail: "The answer to \(method) has no \(method)_OUTPUT.")
        }
        guard let value = output.firstDescendant("ReturnValue")?.value, !value.isEmpty else { return }
        guard value != "0", let code = HRESULTText.code(value) else {
            if value == "0" { return }
            throw .protocolViolation(detail: "\(method) returned \(ChannelError.shortened(value)), which is no number.")
        }
        if code & 0x8000_0000 != 0 { throw .hresult(code, detail: "\(method) returned \(HRESULTText.shown(value)).") }
    }
}
