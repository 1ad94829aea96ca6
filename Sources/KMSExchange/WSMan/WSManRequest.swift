internal import ActivationDomain

/// One WS-Man operation: what goes into the headers and the body of its envelope.
///
/// Sources: DMTF DSP0226 (WS-Management), sections 5, 7 and 8; MS-WSMV, section 3.1.4; DSP0227 (the CIM binding).
struct WSManRequest: Sendable, Hashable {
    /// The WS-Addressing action.
    var action: String
    /// The class, or `*` where a query names it.
    var resourceURI: String
    /// The key of an instance, empty for a class.
    var selectors: [Selector] = []
    /// The content of the body, as XML.
    var body: String

    /// One key property of an instance.
    struct Selector: Sendable, Hashable {
        var name: String
        var value: String
    }
}

extension WSManRequest {
    private static let cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
    private static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

    /// Begins a WQL query; the first page comes with the answer (DSP0226, section 8.3, `OptimizeEnumeration`).
    static func enumerate(_ query: String, maximumElements: Int) -> WSManRequest {
        WSManRequest(
            action: enumeration + "/Enumerate",
            resourceURI: cimv2 + "*",
            body: "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>\(maximumElements)</w:MaxElements>"
                + "<w:Filter Dialect=\"http://schemas.microsoft.com/wbem/wsman/1/WQL\">\(query.escapedForXML())</w:Filter>"
                + "</n:Enumerate>"
        )
    }

    /// Asks for the next page.
    static func pull(context: String, maximumElements: Int) -> WSManRequest {
        WSManRequest(
            action: enumeration + "/Pull",
            resourceURI: cimv2 + "*",
            body: "<n:Pull><n:EnumerationContext>\(context.escapedForXML())</n:EnumerationContext>"
                + "<n:MaxElements>\(maximumElements)</n:MaxElements></n:Pull>"
        )
    }

    /// Gives up a query whose pages are not all wanted; otherwise it counts against the user's quota for minutes.
    static func release(context: String) -> WSManRequest {
        WSManRequest(
            action: enumeration + "/Release",
            resourceURI: cimv2 + "*",
            body: "<n:Release><n:EnumerationContext>\(context.escapedForXML())</n:EnumerationContext></n:Release>"
        )
    }

    /// Reads one instance.
    static func get(_ className: String, key: Selector) -> WSManRequest {
        WSManRequest(
            action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
            resourceURI: cimv2 + className,
            selectors: [key],
            body: ""
        )
    }

    /// Calls a method of one instance.
    static func invoke(
        _ method: String,
        of className: String,
        key: Selector,
        parameters: KeyValuePairs<String, String> = [:]
    ) -> WSManRequest {
        let uri = cimv2 + className
        let content = parameters.map { "<x:\($0.key)>\($0.value.escapedForXML())</x:\($0.key)>" }.joined()
        return WSManRequest(
            action: "\(uri)/\(method)",
            resourceURI: uri,
            selectors: [key],
            body: "<x:\(method)_INPUT xmlns:x=\"\(uri)\">\(content)</x:\(method)_INPUT>"
        )
    }
}
