internal import Mustache

/// What a template is filled with: names, and what stands for each.
struct View: MustacheParent, ExpressibleByDictionaryLiteral {
    private var members: [String: Any] = [:]

    /// A name that stands for nothing hides one of the same name further out.
    init(dictionaryLiteral elements: (String, Any?)...) {
        for (name, value) in elements { self[name] = value }
    }

    subscript(name: String) -> Any? {
        get { members[name] }
        set { members[name] = newValue ?? Nothing() }
    }

    func child(named name: String) -> Any? { members[name] }

    /// Without it the search for a name would go on in the views around.
    private struct Nothing: MustacheCustomRepresentation {
        var representation: Any? { nil }
    }
}

extension String {
    /// Nil when there is nothing to show, so that a section is left out.
    var unlessEmpty: String? { isEmpty ? nil : self }
}
