/// An element of a reply, with local names only.
///
/// Computers differ in the namespaces and prefixes that they use for the same thing, so nothing here looks at them.
struct SOAPElement: Sendable, Hashable {
    /// The name without its prefix.
    var name: String
    /// By name without prefix; of two with one local name the last counts.
    var attributes: [String: String] = [:]
    var children: [SOAPElement] = []
    /// The character data directly inside, pieces joined.
    var text = ""

    /// The text without the blanks around it.
    var value: String { text.trimmingXMLBlanks() }

    /// Whether `xsi:nil` says that there is no value.
    var isNil: Bool {
        guard let flag = attributes["nil"] else { return false }
        return flag == "1" || flag.lowercased() == "true"
    }

    /// The first child of a name.
    func child(_ name: String) -> SOAPElement? {
        children.first { $0.name == name }
    }

    /// The first element of a name in document order, this one included.
    func firstDescendant(_ name: String) -> SOAPElement? {
        if self.name == name { return self }
        for child in children {
            if let found = child.firstDescendant(name) { return found }
        }
        return nil
    }

    /// All character data inside, in document order, pieces divided by a blank.
    var allText: String {
        let parts = [value] + children.map(\.allText)
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
