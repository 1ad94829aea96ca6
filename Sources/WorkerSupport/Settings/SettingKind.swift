/// How the values of a setting are written: reads them, writes them, and says what may stand there.
struct SettingKind<Value: Sendable>: Sendable {
    /// What to write, as it follows "write": `a whole number from 1 to 5000`.
    let noun: String

    /// Whether it is a list of texts; otherwise exactly one.
    var isList = false

    /// Whether no value is a value: an empty text stands for it.
    var isOptional = false

    /// Whether a relative path is meant, so that a default too depends on the folder.
    var isPath = false

    /// Makes a value of what was written.
    let read: @Sendable (SettingInput) throws(SettingsError) -> Value

    /// Writes a value as YAML on one line.
    let render: @Sendable (Value) -> String

    /// Makes a kind of one text that `convert` understands, or returns `nil` for.
    ///
    /// `echoes` says whether an error may show the wrong text; not where a password may be in it.
    static func single(
        _ noun: String,
        echoes: Bool = true,
        render: @escaping @Sendable (Value) -> String,
        convert: @escaping @Sendable (String) -> Value?
    ) -> SettingKind {
        SettingKind(
            noun: noun,
            read: { (input) throws(SettingsError) in
                let text = input.texts.first?.text ?? ""
                guard let value = convert(text) else {
                    throw SettingsError(input.origin, "\(input.path) \(fault(text, echoes: echoes)); write \(noun)")
                }
                return value
            },
            render: render
        )
    }

    /// A value that may be left out: an empty text is `nil`.
    static func optional<Wrapped>(_ kind: SettingKind<Wrapped>) -> SettingKind where Value == Wrapped? {
        SettingKind(
            noun: kind.noun + ", or \"\" for none",
            isOptional: true,
            isPath: kind.isPath,
            read: { (input) throws(SettingsError) in
                input.texts.first?.text.isEmpty ?? true ? nil : try kind.read(input)
            },
            render: { $0.map(kind.render) ?? "\"\"" }
        )
    }

    /// A list of values of one kind, possibly empty.
    static func list<Element>(_ noun: String, of kind: SettingKind<Element>) -> SettingKind where Value == [Element] {
        SettingKind(
            noun: noun,
            isList: true,
            read: { (input) throws(SettingsError) in
                var values: [Element] = []
                for text in input.texts { values.append(try kind.read(input.element(text))) }
                return values
            },
            render: { "[" + $0.map(kind.render).joined(separator: ", ") + "]" }
        )
    }

    private static func fault(_ text: String, echoes: Bool) -> String {
        if text.isEmpty { return "has no value" }
        return echoes ? "is “\(text.prefix(80))”" : "has a value that is not understood"
    }
}
