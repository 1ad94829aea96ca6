/// One instance of a class.
///
/// What is given no value is null.
struct WMIInstance {
    let schema: WMIClass
    private(set) var values: [CIMValue]

    init(_ schema: WMIClass) {
        self.schema = schema
        values = Array(repeating: .null, count: schema.properties.count)
    }

    /// The value of a property, found without regard to case; null for one that the class does not have.
    subscript(property: String) -> CIMValue {
        get { schema.index(of: property).map { values[$0] } ?? .null }
        set {
            guard let index = schema.index(of: property) else { return }
            values[index] = newValue
        }
    }
}
