/// One row of the table of settings.
package struct SettingDefinition: Sendable {
    /// The dotted path in the file, such as `worker.winrm.caFile`.
    package let path: String

    /// What it is for: one sentence or a few, for whoever sets it.
    package let documentation: String

    /// What may stand there, as it follows the word "write".
    package let noun: String

    /// The default as YAML.
    package let defaultText: String

    /// The environment variable that sets it.
    package let variable: String

    /// Whether it is a list.
    let isList: Bool
    /// Whether it may be empty.
    let isOptional: Bool
    /// Whether its default is a path, which depends on the folder of the settings file.
    let isPath: Bool
    /// Reads what was written and stores it.
    let assign: @Sendable (inout Settings, SettingInput) throws(SettingsError) -> Void
    /// Writes the value that the settings hold, as YAML.
    let render: @Sendable (Settings) -> String

    /// Makes a row.
    ///
    /// The default is what a new ``Settings`` holds, so it is written in one place only.
    init<Value: Sendable>(
        _ path: String,
        _ member: any WritableKeyPath<Settings, Value> & Sendable,
        _ kind: SettingKind<Value>,
        _ documentation: String
    ) {
        self.path = path
        self.documentation = documentation
        noun = kind.noun
        isList = kind.isList
        isOptional = kind.isOptional
        isPath = kind.isPath
        defaultText = kind.render(Settings()[keyPath: member])
        variable = SettingVariable.name(of: path)
        assign = { (settings, input) throws(SettingsError) in settings[keyPath: member] = try kind.read(input) }
        render = { kind.render($0[keyPath: member]) }
    }
}
