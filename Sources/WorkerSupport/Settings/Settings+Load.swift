internal import ActivationDomain

extension Settings {
    /// Where the settings file lies when nobody says otherwise; it need not exist.
    package static let defaultPath = "config/rollcall.yaml"

    /// Loads the settings: defaults, over them the file, over it the environment.
    ///
    /// The file is `explicitPath`, else the one that `ROLLCALL_CONFIG` names, else ``defaultPath`` if it exists. Every
    /// value of the file is checked, also one that the environment replaces.
    ///
    /// Relative paths in the file, and the defaults of paths, are taken from the file's folder (without a file, from
    /// that of ``defaultPath``); those in variables from the current folder.
    ///
    /// - Parameters:
    ///   - explicitPath: What `--config` says.
    ///   - environment: All variables; those that do not begin with `ROLLCALL_` are not looked at.
    ///   - readFile: Returns a file's text; of a file that is not there it throws a ``FileReadError`` that says so.
    /// - Returns: The settings, complete and checked.
    /// - Throws: ``SettingsError`` for the first thing that is wrong, in the order of the file, then of the variables'
    ///   names.
    package static func load(
        explicitPath: String?,
        environment: [String: String],
        readFile: (String) throws -> String = TextFile.read
    ) throws(SettingsError) -> Settings {
        var loading = SettingsLoading()
        let named = explicitPath ?? environment[SettingVariable.settingsFile].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? defaultPath
        if let text = try text(of: path, isOptional: named == nil, readFile: readFile) {
            loading.settings.file = path
            let document = try SettingsDocument(text: text, path: path, table: table)
            for input in document.inputs { try loading.assign(input) }
        }
        let inputs = try SettingsEnvironment.inputs(environment, table: table)
        for input in inputs { try loading.assign(input) }
        if let password = environment[SettingVariable.brokerPassword], !password.isEmpty {
            loading.settings.broker.environmentPassword = Secret(password)
        }
        try loading.resolveDefaultPaths(folder: FilePath.folder(of: path))
        try loading.checkTogether()
        return loading.settings
    }

    private static func text(
        of path: String,
        isOptional: Bool,
        readFile: (String) throws -> String
    ) throws(SettingsError) -> String? {
        do {
            return try readFile(path)
        } catch let error as FileReadError {
            if isOptional, error.isMissing { return nil }
            throw SettingsError(.wholeFile(path: path), "the settings file \(error.message)")
        } catch {
            throw SettingsError(.wholeFile(path: path), "the settings file cannot be read: \(error)")
        }
    }
}

/// Settings that are being loaded.
private struct SettingsLoading {
    var settings = Settings()

    mutating func assign(_ input: SettingInput) throws(SettingsError) {
        guard let definition = Settings.table.first(where: { $0.path == input.path }) else { return }
        if !definition.isOptional, !definition.isList, input.texts.allSatisfy(\.text.isEmpty) {
            throw SettingsError(input.origin, "\(input.path) has no value; write \(definition.noun), or remove it")
        }
        try definition.assign(&settings, input)
        settings.origins[input.path] = input.origin
    }

    /// Takes the paths that nobody set from the folder of the settings file.
    mutating func resolveDefaultPaths(folder: String) throws(SettingsError) {
        for definition in Settings.table where definition.isPath && !definition.isOptional {
            guard settings.origins[definition.path] == nil else { continue }
            let text = SettingInput.Text(text: definition.defaultText, origin: .builtIn)
            let input = SettingInput(path: definition.path, texts: [text], origin: .builtIn, folder: folder)
            try definition.assign(&settings, input)
        }
    }

    /// Checks what no setting shows alone.
    func checkTogether() throws(SettingsError) {
        if let (path, problem) = settings.broker.unfitTLS {
            throw SettingsError(settings.origins[path] ?? .builtIn, "\(path) \(problem)")
        }
        let worker = settings.worker
        guard worker.crashLimit >= worker.suspectAfter else {
            throw SettingsError(
                settings.origins["worker.crashLimit"] ?? settings.origins["worker.suspectAfter"] ?? .builtIn,
                "worker.crashLimit is \(worker.crashLimit) and less than worker.suspectAfter, "
                    + "which is \(worker.suspectAfter); raise it or lower the other"
            )
        }
    }
}
