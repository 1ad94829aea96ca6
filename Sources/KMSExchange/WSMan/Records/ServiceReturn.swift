/// What a method of `Win32_Service` returned.
///
/// The numbers are the class's own (Microsoft Learn, "Win32_Service class"), not Win32 errors: 5 is not "access
/// denied" but "cannot accept control".
struct ServiceReturn: Sendable, Hashable {
    let value: Int
    static let success = 0
    static let cannotAcceptControl = 5
    static let notActive = 6
    static let alreadyRunning = 10
    static let disabled = 14

    /// Reads the answer to a method.
    init(_ body: SOAPElement, method: String) throws(ChannelError) {
        guard let output = body.children.first(where: { $0.name.hasPrefix(method) }),
            let value = output.firstDescendant("ReturnValue").flatMap({ Int($0.value) })
        else { throw .protocolViolation(detail: "The answer to \(method) has no ReturnValue.") }
        self.value = value
    }

    /// As the HRESULT of the Win32 error that means the same.
    func error(_ method: String, of service: ManagedService) -> ChannelError {
        let code: UInt32 =
            switch value {
            case 2: 0x8007_0005  // access denied
            case 3: 0x8007_041B  // other services depend on it
            case Self.cannotAcceptControl: 0x8007_0425
            case Self.notActive: 0x8007_0426
            case 7: 0x8007_041D  // no answer in time
            case Self.alreadyRunning: 0x8007_0420
            case 12, 13: 0x8007_042C  // what it depends on
            case Self.disabled: 0x8007_0422
            case 15: 0x8007_042D  // its log-on failed
            default: 0x8000_4005
            }
        return .hresult(code, detail: "\(method) of \(service.rawValue) returned \(value).")
    }
}
