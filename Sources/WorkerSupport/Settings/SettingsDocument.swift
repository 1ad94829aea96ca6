/// Finds the settings in a file by the table, and what in the file is none.
struct SettingsDocument {
    private let definitions: [String: SettingDefinition]
    private let sections: Set<String>
    private let folder: String

    /// The inputs in the order of the file.
    private(set) var inputs: [SettingInput] = []

    /// Reads a file's text.
    ///
    /// - Throws: ``SettingsError`` for what is no YAML, a key that is no setting or section, and a value of the wrong
    ///   shape, each with its place. Values are not read yet.
    init(text: String, path: String, table: [SettingDefinition]) throws(SettingsError) {
        definitions = Dictionary(table.map { ($0.path, $0) }) { first, _ in first }
        sections = Set(table.flatMap { SettingsDocument.sections(of: $0.path) })
        folder = FilePath.folder(of: path)
        guard let root = try YAMLNode.parse(text, path: path), !root.isNull else { return }
        guard case .mapping(let pairs) = root.content else {
            throw SettingsError(
                root.origin,
                "the file is \(root.shape); write sections such as “worker:” with settings below"
            )
        }
        try read(pairs, section: "")
    }

    /// The sections around a setting, outermost first: `worker` and `worker.winrm` of `worker.winrm.port`.
    static func sections(of path: String) -> [String] {
        let parts = path.split(separator: ".").dropLast()
        return parts.indices.map { parts[...$0].joined(separator: ".") }
    }

    private mutating func read(_ pairs: [(key: YAMLNode, value: YAMLNode)], section: String) throws(SettingsError) {
        for (key, value) in pairs {
            guard case .scalar(let name, _) = key.content, !key.isNull else {
                throw SettingsError(key.origin, "this key is no name; write the name of a setting or section")
            }
            let path = section.isEmpty ? name : section + "." + name
            // A key with a dot would else be taken for the setting of that path, which the contract does not have.
            if name.contains(".") {
                throw SettingsError(key.origin, "\(path.prefix(80)) is no setting\(advice(name, section: section))")
            } else if let definition = definitions[path] {
                inputs.append(try input(value, of: definition))
            } else if sections.contains(path) {
                try readSection(value, path: path)
            } else {
                throw SettingsError(key.origin, "\(path.prefix(80)) is no setting\(advice(name, section: section))")
            }
        }
    }

    private mutating func readSection(_ node: YAMLNode, path: String) throws(SettingsError) {
        // A section whose settings are all commented out is left as an empty value.
        if node.isNull { return }
        guard case .mapping(let pairs) = node.content else {
            throw SettingsError(
                node.origin,
                "\(path) is a section, not \(node.shape); write its settings indented below it"
            )
        }
        try read(pairs, section: path)
    }

    private func input(_ node: YAMLNode, of definition: SettingDefinition) throws(SettingsError) -> SettingInput {
        let path = definition.path
        let texts: [SettingInput.Text]
        switch node.content {
        case .scalar where node.isNull && definition.isList:
            texts = []
        case .scalar where node.isNull:
            texts = [.init(text: "", origin: node.origin)]
        case .scalar(let text, _) where !definition.isList:
            texts = [.init(text: text, origin: node.origin)]
        case .list(let nodes) where definition.isList:
            var collected: [SettingInput.Text] = []
            for element in nodes {
                guard case .scalar(let text, _) = element.content, !element.isNull else {
                    let shape = element.isNull ? "empty" : element.shape
                    throw SettingsError(element.origin, "an element of \(path) is \(shape); write a single value")
                }
                collected.append(.init(text: text, origin: element.origin))
            }
            texts = collected
        default:
            throw SettingsError(node.origin, "\(path) is \(node.shape); write \(definition.noun)")
        }
        return SettingInput(path: path, texts: texts, origin: node.origin, folder: folder)
    }

    /// What someone may have meant by a wrong name, as the end of a sentence.
    private func advice(_ name: String, section: String) -> String {
        let prefix = section.isEmpty ? "" : section + "."
        if definitions[prefix + name] != nil {
            let parts = name.split(separator: ".").map { "“\($0):”" }
            return "; write its parts as nested keys, \(parts.joined(separator: " and indented below it "))"
        }
        let names = definitions.keys.sorted() + sections.sorted()
        let siblings = names.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        let near = NearName.nearest(to: name, among: siblings.filter { !$0.contains(".") }.map(String.init))
        if let near { return "; did you mean \(prefix)\(near)?" }
        if let elsewhere = names.first(where: { $0.lowercased().hasSuffix("." + name.lowercased()) }) {
            return "; did you mean \(elsewhere)?"
        }
        return "; remove it, or see config/rollcall.yaml for all settings"
    }
}
