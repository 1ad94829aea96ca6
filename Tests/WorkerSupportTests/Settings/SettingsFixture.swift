@testable import WorkerSupport

/// Loads settings from texts in place of files.
func load(
    _ text: String? = nil,
    at path: String = Settings.defaultPath,
    explicitPath: String? = nil,
    environment: [String: String] = [:],
    files: [String: String] = [:]
) throws(SettingsError) -> Settings {
    var files = files
    files[path] = text
    return try Settings.load(explicitPath: explicitPath, environment: environment) { wanted in
        guard let text = files[wanted] else {
            throw FileReadError(path: wanted, message: "does not exist", isMissing: true)
        }
        return text
    }
}

/// Every setting's value as the table writes it.
func values(_ settings: Settings) -> [String: String] {
    Dictionary(uniqueKeysWithValues: Settings.table.map { ($0.path, $0.render(settings)) })
}
