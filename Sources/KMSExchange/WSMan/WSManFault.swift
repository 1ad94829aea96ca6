/// A SOAP fault as WinRM writes it.
///
/// Where Windows puts the HRESULT of a failed WMI method is not documented and varies, so all known places are read,
/// and the most telling code wins over those by which WinRM only says that something below it failed.
struct WSManFault: Sendable, Hashable {
    /// The HRESULT, nil where the fault has none in any known place.
    var hresult: UInt32?
    /// The innermost subcode, without its prefix, such as `TimedOut` (DSP0226, annex A).
    var subcode: String?
    /// What the computer says, one line.
    var reason: String

    /// Reads a `Fault` element.
    init(_ fault: SOAPElement) {
        let detail = fault.child("Detail") ?? SOAPElement(name: "Detail")
        let sentence = fault.child("Reason")?.allText ?? ""
        reason = sentence.isEmpty ? detail.allText : sentence
        subcode = fault.child("Code")?.child("Subcode")?.child("Value")?.value.split(separator: ":").last.map(
            String.init
        )
        let codes = Self.codes(in: detail, reason: sentence)
        hresult = codes.first { !Self.isVague($0) } ?? codes.first { $0 != Self.providerFailure } ?? codes.first
    }

    /// What the fault means for a step.
    var channelError: ChannelError {
        let detail = ChannelError.shortened(reason)
        // Both before the code, of which there are several: one asks for less, the other for patience.
        if subcode == "EncodingLimit" { return .tooLarge(hresult, detail: detail) }
        if subcode == "QuotaLimit" { return .hresult(hresult.flatMap(Self.quota) ?? 0x8033_81A6, detail: detail) }
        switch hresult {
        case 0x8033_8029?: return .operationTimeout
        case let code?: return .hresult(code, detail: detail)
        case nil: break
        }
        switch subcode {
        case "TimedOut"?: return .operationTimeout
        case "AccessDenied"?: return .hresult(0x8007_0005, detail: detail)
        default: return .protocolViolation(detail: "A fault without a code: \(subcode ?? "?") \(detail)")
        }
    }

    /// All codes of a fault, those nearest to the cause first.
    private static func codes(in detail: SOAPElement, reason: String) -> [UInt32] {
        var codes: [UInt32] = []
        let outer = detail.child("WSManFault")
        let provider = outer?.child("Message")?.firstDescendant("ProviderFault")
        let wmiError = detail.firstDescendant("MSFT_WmiError")
        if let code = provider?.firstDescendant("WSManFault")?.attributes["Code"] {
            codes.append(contentsOf: number(code))
        }
        if let code = outer?.attributes["Code"] { codes.append(contentsOf: number(code)) }
        let type = wmiError?.child("error_Type")?.value.uppercased() ?? ""
        // Other types, such as MI, number their errors in their own way.
        if type.isEmpty || type == "HRESULT" || type == "WIN32", let code = wmiError?.child("error_Code")?.value {
            codes.append(contentsOf: number(code))
        }
        codes.append(contentsOf: [HRESULTText.firstNamed(in: reason + " " + detail.allText)].compactMap(\.self))
        if let code = provider?.firstDescendant("StatusCode")?.value { codes.append(contentsOf: number(code)) }
        return codes
    }

    private static func number(_ text: String) -> [UInt32] {
        [HRESULTText.code(text.trimmingXMLBlanks())].compactMap(\.self)
    }

    /// A code if it says which quota it is: shells, operations, the user's, the computer's, operations of the user.
    private static func quota(_ code: UInt32) -> UInt32? {
        (0x8033_81A5...0x8033_81A8).contains(code) || code == 0x8033_81E8 ? code : nil
    }

    /// ERROR_WSMAN_PROVIDER_FAILURE, the emptiest of all: "the provider returned an unknown error".
    private static let providerFailure: UInt32 = 0x8033_8003

    /// Whether a code only says that a lower layer failed: WinRM's own (facility 0x33), WBEM_E_FAILED,
    /// WBEM_E_PROVIDER_FAILURE, E_FAIL.
    private static func isVague(_ code: UInt32) -> Bool {
        code & 0xFFFF_0000 == 0x8033_0000 || [0x8004_1001, 0x8004_1004, 0x8000_4005].contains(code)
    }
}
