/// The faults, among them the shapes in which the code of a failed `Activate` can come.
extension EnvelopeWriter {
    /// A fault of the service or of its WMI provider.
    func fault(_ fault: SoapFault, machine: String) -> String {
        var detail = ""
        if let part = fault.detail { detail += "<w:FaultDetail>\(Namespace.faultDetail)\(part)</w:FaultDetail>" }
        let inner =
            fault.wmiStatus.map {
                providerFault(
                    code: fault.wsmanCode,
                    text: fault.reason,
                    status: $0,
                    operation: "ExecQuery",
                    path: nil,
                    machine: machine
                )
            } ?? XMLText.escaped(fault.reason)
        detail += wsmanFault(code: fault.wsmanCode, machine: machine, message: inner)
        return envelope(fault, detail: detail)
    }

    /// Quota faults come as `WSManFault` or, on newer computers, as `MSFT_WmiError`.
    func quota(shape: FaultShape, machine: String) -> String {
        guard shape == .wmiError else { return fault(.quota, machine: machine) }
        return envelope(.quota, detail: wmiError(code: SoapFault.quota.wsmanCode, text: SoapFault.quota.reason))
    }

    /// A failed `Activate`, in one of the shapes that are faults.
    func activationFault(_ code: ResultCode, call: ActivationCall, machine: String) -> String {
        let digits = "0x" + StableHash.hexadecimal(UInt64(code.value), digits: 8)
        let text =
            "The WS-Management service cannot process the request. The WMI service or the WMI provider returned an unknown "
            + "error: HRESULT \(digits) "
        let fault = SoapFault(code: "s:Receiver", subcode: "w:InternalError", reason: text, wsmanCode: 2_150_858_755)
        if call.shape == .wmiError { return envelope(fault, detail: wmiError(code: code.value, text: text)) }
        let outer = call.shape == .code ? code.value : fault.wsmanCode
        let inner = providerFault(
            code: outer,
            text: text,
            status: nil,
            operation: "ExecMethod",
            path: "\(call.className).ID=\"\(call.id)\"",
            machine: machine
        )
        return envelope(fault, detail: wsmanFault(code: outer, machine: machine, message: inner))
    }

    private func envelope(_ fault: SoapFault, detail: String) -> String {
        var body = "<s:Fault><s:Code><s:Value>\(fault.code)</s:Value><s:Subcode><s:Value>\(fault.subcode)</s:Value>"
        body += "</s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">\(XMLText.escaped(fault.reason))</s:Text>"
        body += "</s:Reason><s:Detail>\(detail)</s:Detail></s:Fault>"
        let isOfAddressing = fault.subcode.hasPrefix("a:") || fault.subcode == "w:AccessDenied"
        return envelope(
            action: isOfAddressing ? Namespace.addressingFaultAction : Namespace.wsmanFaultAction,
            body: body
        )
    }

    private func wsmanFault(code: UInt32, machine: String, message: String) -> String {
        "<f:WSManFault xmlns:f=\"\(Namespace.fault)\" Code=\"\(code)\" Machine=\"\(XMLText.escaped(machine))\">"
            + "<f:Message>\(message)</f:Message></f:WSManFault>"
    }

    private func providerFault(
        code: UInt32,
        text: String,
        status: UInt32?,
        operation: String,
        path: String?,
        machine: String
    ) -> String {
        let uri = Namespace.cimv2 + "__ExtendedStatus"
        var inner = "<f:ProviderFault provider=\"WMI Provider\" path=\"C:\\Windows\\system32\\WsmWmiPl.dll\">"
        inner += wsmanFault(code: code, machine: machine, message: XMLText.escaped(text))
        inner += "<f:ExtendedError><x:__ExtendedStatus xmlns:xsi=\"\(Namespace.instance)\" xmlns:x=\"\(uri)\""
        inner +=
            " xmlns:cim=\"\(Namespace.cim)\" xsi:type=\"x:__ExtendedStatus_Type\"><x:Description xsi:nil=\"true\"/>"
        inner += "<x:Operation>\(operation)</x:Operation>"
        inner +=
            path.map { "<x:ParameterInfo>\(XMLText.escaped($0))</x:ParameterInfo>" }
            ?? "<x:ParameterInfo xsi:nil=\"true\"/>"
        inner += "<x:ProviderName>\(path == nil ? "WinMgmt" : "SppProvider")</x:ProviderName>"
        inner += status.map { "<x:StatusCode>\($0)</x:StatusCode>" } ?? "<x:StatusCode xsi:nil=\"true\"/>"
        return inner + "</x:__ExtendedStatus></f:ExtendedError></f:ProviderFault>"
    }

    private func wmiError(code: UInt32, text: String) -> String {
        let digits = StableHash.hexadecimal(UInt64(code), digits: 8)
        let escaped = XMLText.escaped(text)
        func member(_ name: String, _ type: String, _ value: String) -> String {
            "<p:\(name) xsi:type=\"cim:\(type)\">\(value)</p:\(name)>"
        }
        var detail = "<p:MSFT_WmiError b:IsCIM_Error=\"true\" xmlns:xsi=\"\(Namespace.instance)\""
        detail += " xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\""
        detail += " xmlns:p=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError\""
        detail += " xmlns:cim=\"\(Namespace.cim)\" xsi:type=\"p:MSFT_WmiError_Type\">"
        detail += member("CIMStatusCode", "cimUnsignedInt", "1") + member("Message", "cimString", escaped)
        detail +=
            member("MessageID", "cimString", "HRESULT 0x\(digits)") + member("error_Category", "cimUnsignedInt", "0")
        detail += member("error_Code", "cimUnsignedInt", String(code)) + member("error_Type", "cimString", "HRESULT")
        return detail + member("error_WindowsErrorMessage", "cimString", escaped) + "</p:MSFT_WmiError>"
    }
}
