/// Writes instances in the two forms that Windows has.
enum InstanceWriter {
    /// The form of `select *` and of Get: an element of the class, with its namespace, all properties, and `xsi:type`.
    static func typed(_ instance: WMIInstance) -> String {
        let name = instance.schema.name
        var text = "<p:\(name) xmlns:xsi=\"\(Namespace.instance)\" xmlns:p=\"\(Namespace.cimv2)\(name)\""
        text += " xmlns:cim=\"\(Namespace.cim)\" xsi:type=\"p:\(name)_Type\">"
        for (property, value) in zip(instance.schema.properties, instance.values) {
            append(value, of: "p:" + property, datetime: "cim:Datetime", to: &text)
        }
        return text + "</p:\(name)>"
    }

    /// The form of a projection: children without a namespace, only those asked for, in alphabetical order.
    static func fragment(_ instance: WMIInstance, indices: [Int]) -> String {
        var text = "<w:XmlFragment xmlns:xsi=\"\(Namespace.instance)\" xmlns:w=\"\(Namespace.wsman)\">"
        for index in indices {
            append(instance.values[index], of: instance.schema.properties[index], datetime: "Datetime", to: &text)
        }
        return text + "</w:XmlFragment>"
    }

    /// A null is `xsi:nil`, an array the element over and over, a date nested one deeper.
    private static func append(_ value: CIMValue, of name: String, datetime: String, to text: inout String) {
        switch value {
        case .null: text += "<\(name) xsi:nil=\"true\"/>"
        case .string(let string): text += "<\(name)>\(XMLText.escaped(string))</\(name)>"
        case .integer(let number): text += "<\(name)>\(number)</\(name)>"
        case .boolean(let flag): text += "<\(name)>\(flag)</\(name)>"
        case .datetime(let seconds, let bias):
            text += "<\(name)><\(datetime)>\(Timestamp.iso8601(seconds, bias: bias))</\(datetime)></\(name)>"
        case .strings(let strings):
            for string in strings { text += "<\(name)>\(XMLText.escaped(string))</\(name)>" }
        }
    }
}
