internal import ActivationPipeline

/// Finds the settings in the environment.
enum SettingsEnvironment {
    /// Returns what the variables set, in the order of their names.
    ///
    /// A list is written with commas between its elements; blanks around them do not count. Paths are taken from the
    /// current folder.
    ///
    /// - Throws: ``SettingsError`` for a `ROLLCALL_…` variable that is none of ours: a slip would else go unnoticed.
    static func inputs(
        _ environment: [String: String],
        table: [SettingDefinition]
    ) throws(SettingsError) -> [SettingInput] {
        let definitions = Dictionary(table.map { ($0.variable, $0) }) { first, _ in first }
        let others = SettingVariable.others
        #if DEBUG
        if let text = environment[FailPoint.variable], FailPointPlan(text) == nil {
            let points = FailPoint.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(
                .variable(FailPoint.variable),
                "\"\(text)\" is no fail point; write NAME, NAME:COUNT or NAME@COMPUTER with one of \(points)"
            )
        }
        #endif
        var inputs: [SettingInput] = []
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where isOurs(name) && !others.contains(name) {
            guard let definition = definitions[name] else {
                let near = NearName.nearest(to: name, among: definitions.keys.sorted() + others.sorted())
                let advice =
                    near.map { "did you mean \($0)?" } ?? "unset it, or see config/rollcall.yaml for all settings"
                throw SettingsError(.variable(name), "this environment variable is no setting; \(advice)")
            }
            inputs.append(input(value, of: definition))
        }
        return inputs
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix(SettingVariable.prefix) && !name.hasPrefix(SettingVariable.testPrefix)
    }

    private static func input(_ value: String, of definition: SettingDefinition) -> SettingInput {
        let origin = SettingOrigin.variable(definition.variable)
        var texts = [value]
        if definition.isList {
            texts = value.split(separator: ",", omittingEmptySubsequences: false).map { element in
                let kept = element.drop(while: \.isWhitespace)
                return String(kept.lastIndex { !$0.isWhitespace }.map { kept[...$0] } ?? "")
            }
            if texts == [""] { texts = [] }
        }
        return SettingInput(
            path: definition.path,
            texts: texts.map { .init(text: $0, origin: origin) },
            origin: origin,
            folder: ""
        )
    }
}
