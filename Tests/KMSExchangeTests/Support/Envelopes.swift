import NIOCore

/// Replies in the shapes that computers send, built of short parts.
enum Envelopes {
    static func envelope(_ body: String) -> String {
        "<s:Envelope xml:lang=\"en-US\" xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
            + "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
            + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
            + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            + "xmlns:cim=\"http://schemas.dmtf.org/wbem/wscim/1/common\" "
            + "xmlns:p=\"urn:class\"><s:Header/><s:Body>\(body)</s:Body></s:Envelope>"
    }

    /// The first page: items in the namespace of WS-Man.
    static func enumerated(_ items: String, context: String? = "", ended: Bool = true) -> String {
        let given = context.map { "<n:EnumerationContext>\($0)</n:EnumerationContext>" } ?? ""
        return envelope(
            "<n:EnumerateResponse>\(given)<w:Items>\(items)</w:Items>"
                + (ended ? "<w:EndOfSequence/>" : "") + "</n:EnumerateResponse>"
        )
    }

    /// A later page: items in the namespace of WS-Enumeration.
    static func pulled(_ items: String, context: String? = nil, ended: Bool = true) -> String {
        let given = context.map { "<n:EnumerationContext>\($0)</n:EnumerationContext>" } ?? ""
        return envelope(
            "<n:PullResponse>\(given)<n:Items>\(items)</n:Items>" + (ended ? "<n:EndOfSequence/>" : "")
                + "</n:PullResponse>"
        )
    }

    static func fragment(_ content: String) -> String {
        "<w:XmlFragment>\(content)</w:XmlFragment>"
    }

    static func licence(id: String, status: Int = 5) -> String {
        fragment(
            "<ApplicationID>55c92734-d682-4d71-983e-d6ec3f16059f</ApplicationID>"
                + "<Description>Windows(R), VOLUME_KMSCLIENT channel</Description>"
                + "<DiscoveredKeyManagementServiceMachineName xsi:nil=\"true\"/>"
                + "<GracePeriodRemaining>259200</GracePeriodRemaining><ID>\(id)</ID>"
                + "<KeyManagementServiceMachine>kms.campus.example</KeyManagementServiceMachine>"
                + "<LicenseIsAddon>FALSE</LicenseIsAddon><LicenseStatus>\(status)</LicenseStatus>"
                + "<LicenseStatusReason>3221549071</LicenseStatusReason><Name>Windows &amp; more</Name>"
                + "<PartialProductKey>ABCDE</PartialProductKey>"
        )
    }

    static func fault(_ detail: String, reason: String = "It failed.", subcode: String = "w:InternalError") -> String {
        envelope(
            "<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>\(subcode)</s:Value></s:Subcode></s:Code>"
                + "<s:Reason><s:Text xml:lang=\"en-US\">\(reason)</s:Text></s:Reason><s:Detail>\(detail)</s:Detail></s:Fault>"
        )
    }

    /// WinRM's own detail, with what the provider said nested in it.
    static func wsmanFault(code: String, providerCode: String? = nil, message: String = "It failed.") -> String {
        let inner =
            providerCode.map {
                "<f:ProviderFault provider=\"WMI Provider\"><f:WSManFault Code=\"\($0)\" Machine=\"\">"
                    + "<f:Message>\(message)</f:Message></f:WSManFault></f:ProviderFault>"
            } ?? message
        return "<f:WSManFault xmlns:f=\"http://schemas.microsoft.com/wbem/wsman/1/wsmanfault\" Code=\"\(code)\" "
            + "Machine=\"pc-1\"><f:Message>\(inner)</f:Message></f:WSManFault>"
    }

    static func buffer(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }
}
