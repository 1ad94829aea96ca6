/// One CIM instance, whether it came typed or, from a query that names columns, as an `XmlFragment`.
struct CIMInstance: Sendable, Hashable {
    /// By lower-cased name (CIM names have no case, DSP0004 section 5.1.2); an array repeats its element.
    private var properties: [String: [SOAPElement]] = [:]

    init(_ element: SOAPElement) {
        for child in element.children where !child.isNil {
            properties[child.name.lowercased(), default: []].append(child)
        }
    }

    /// A property's text; nil when it is null, missing or empty.
    func string(_ name: String) -> String? {
        guard let element = properties[name.lowercased()]?.first else { return nil }
        // A datetime stands one element deeper.
        let value = element.children.isEmpty ? element.value : element.allText
        return value.isEmpty ? nil : value
    }

    /// A number; nil also for what is none.
    func integer(_ name: String) -> Int? {
        string(name).flatMap { Int($0) }
    }

    /// An unsigned 32-bit number, also where it was written with a sign.
    func code(_ name: String) -> UInt32? {
        string(name).flatMap { UInt32($0) ?? Int32($0).map(UInt32.init(bitPattern:)) ?? HRESULTText.first(in: $0) }
    }

    /// A Boolean in any case.
    func boolean(_ name: String) -> Bool? {
        switch string(name)?.lowercased() {
        case "true"?, "1"?: true
        case "false"?, "0"?: false
        default: nil
        }
    }

    /// An array of texts, empty ones kept.
    func strings(_ name: String) -> [String] {
        (properties[name.lowercased()] ?? []).flatMap { $0.children.isEmpty ? [$0.value] : $0.children.map(\.value) }
    }
}
