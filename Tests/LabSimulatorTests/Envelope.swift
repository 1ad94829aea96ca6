import Foundation

/// Requests as the tests send them.
enum Envelope {
    static let cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

    static func enumerate(
        _ query: String,
        maxElements: Int? = 32_000,
        optimized: Bool = true,
        envelopeSize: Int = 512_000
    ) -> String {
        let escaped = query.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        let limit = maxElements.map { "<w:MaxElements>\($0)</w:MaxElements>" } ?? ""
        return request(
            "*",
            action: enumeration + "/Enumerate",
            body: "<n:Enumerate>\(optimized ? "<w:OptimizeEnumeration/>" : "")\(limit)"
                + "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">\(escaped)</w:Filter></n:Enumerate>",
            envelopeSize: envelopeSize
        )
    }

    static func pull(_ context: String, maxElements: Int? = 32_000) -> String {
        let limit = maxElements.map { "<n:MaxElements>\($0)</n:MaxElements>" } ?? ""
        return request(
            "*",
            action: enumeration + "/Pull",
            body: "<n:Pull><n:EnumerationContext>\(context)</n:EnumerationContext>\(limit)</n:Pull>"
        )
    }

    static func release(_ context: String) -> String {
        request(
            "*",
            action: enumeration + "/Release",
            body: "<n:Release><n:EnumerationContext>\(context)</n:EnumerationContext></n:Release>"
        )
    }

    static func get(_ name: String, _ selectors: [String: String] = [:]) -> String {
        request(name, action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", selectors: selectors)
    }

    static func invoke(
        _ method: String,
        on name: String,
        _ selectors: [String: String],
        parameters: String = "",
        timeout: String = "PT60.000S"
    ) -> String {
        request(
            name,
            action: cimv2 + name + "/" + method,
            selectors: selectors,
            body: "<x:\(method)_INPUT xmlns:x=\"\(cimv2)\(name)\">\(parameters)</x:\(method)_INPUT>",
            timeout: timeout
        )
    }

    static func request(
        _ name: String,
        action: String,
        selectors: [String: String] = [:],
        body: String = "",
        envelopeSize: Int = 512_000,
        timeout: String = "PT60.000S"
    ) -> String {
        let set = selectors.map { "<w:Selector Name=\"\($0.key)\">\($0.value)</w:Selector>" }.joined()
        return """
            <?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" \
            xmlns:n="\(enumeration)"><s:Header><a:To>http://lab/wsman</a:To>\
            <w:ResourceURI s:mustUnderstand="true">\(name.hasPrefix("http") ? name : cimv2 + name)</w:ResourceURI>\
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <a:Action>\(action)</a:Action><w:MaxEnvelopeSize>\(envelopeSize)</w:MaxEnvelopeSize>\
            <a:MessageID>uuid:11111111-0000-4000-8000-000000000001</a:MessageID>\
            \(set.isEmpty ? "" : "<w:SelectorSet>\(set)</w:SelectorSet>")\
            <w:OperationTimeout>\(timeout)</w:OperationTimeout></s:Header><s:Body>\(body)</s:Body></s:Envelope>
            """
    }

    static let identify = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
        xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>
        """

    /// The texts of all elements of a local name without children.
    static func texts(_ name: String, in body: String) -> [String] {
        body.matches(of: /<(?:[a-z]+:)?([A-Za-z_]+)(?: [^>]*)?>([^<]*)</)
            .filter { String($0.output.1) == name }
            .map { String($0.output.2) }
    }
}
