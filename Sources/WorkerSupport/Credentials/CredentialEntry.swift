internal import ActivationDomain

/// One entry of the credentials file, before its password is read.
struct CredentialEntry {
    /// Where the password is.
    private enum Source {
        case file(String)
        case variable(String)
    }

    /// Where the entry begins.
    let origin: SettingOrigin
    /// What it applies to.
    let match: CredentialBook.Match
    /// The account.
    let username: String

    private let source: Source
    private let sourceOrigin: SettingOrigin

    /// Reads an entry's node.
    init(_ node: YAMLNode) throws(SettingsError) {
        let fields = try CredentialEntry.fields(
            node,
            named: "an entry",
            known: ["match", "username", "passwordFile", "passwordEnvironment"]
        )
        origin = node.origin
        match = try CredentialEntry.match(fields["match"])
        guard let name = fields["username"] else {
            throw SettingsError(node.origin, "this entry has no username; add it")
        }
        username = try CredentialEntry.text(name, named: "username")
        switch (fields["passwordFile"], fields["passwordEnvironment"]) {
        case (let file?, nil):
            source = .file(try CredentialEntry.text(file, named: "passwordFile"))
            sourceOrigin = file.origin
        case (nil, let variable?):
            source = .variable(try CredentialEntry.text(variable, named: "passwordEnvironment"))
            sourceOrigin = variable.origin
        default:
            throw SettingsError(
                node.origin,
                "this entry must have either passwordFile or passwordEnvironment; write one of them"
            )
        }
    }

    /// Reads the password from where the entry says.
    func password(
        folder: String,
        environment: [String: String],
        readFile: (String) throws -> String
    ) throws(SettingsError) -> Secret {
        switch source {
        case .file(let path):
            return try PasswordFile.read(FilePath.join(folder, path), origin: sourceOrigin, readFile: readFile)
        case .variable(let name):
            let isForeign = !name.hasPrefix(SettingVariable.prefix) || name.hasPrefix(SettingVariable.testPrefix)
            guard isForeign else {
                throw SettingsError(
                    sourceOrigin,
                    "\(name) begins as the settings' own variables do; give it another name"
                )
            }
            guard let text = environment[name], !text.isEmpty else {
                throw SettingsError(sourceOrigin, "the environment variable \(name) is not set; set it to the password")
            }
            return Secret(text)
        }
    }

    private static func match(_ node: YAMLNode?) throws(SettingsError) -> CredentialBook.Match {
        guard let node, !node.isNull else { return CredentialBook.Match() }
        let fields = try fields(node, named: "match", known: ["site", "lab", "computer"])
        var match = CredentialBook.Match()
        if let site = fields["site"] { match.site = try text(site, named: "site").lowercased() }
        if let lab = fields["lab"] { match.lab = try text(lab, named: "lab").lowercased() }
        if let computer = fields["computer"] { match.computer = try text(computer, named: "computer").lowercased() }
        return match
    }

    private static func fields(
        _ node: YAMLNode,
        named owner: String,
        known: [String]
    ) throws(SettingsError) -> [String: YAMLNode] {
        guard case .mapping(let pairs) = node.content else {
            throw SettingsError(
                node.origin,
                "\(owner) is \(node.shape); write a mapping with \(known.joined(separator: ", "))"
            )
        }
        var fields: [String: YAMLNode] = [:]
        for (key, value) in pairs {
            guard case .scalar(let name, _) = key.content else {
                throw SettingsError(key.origin, "this key is no name; write one of \(known.joined(separator: ", "))")
            }
            if name == "password" {
                throw SettingsError(
                    key.origin,
                    "a password has no place in this file; put it into a file of its own and name that by passwordFile"
                )
            }
            guard known.contains(name) else {
                let near = NearName.nearest(to: name, among: known)
                let advice = near.map { "did you mean \($0)?" } ?? "write one of \(known.joined(separator: ", "))"
                throw SettingsError(key.origin, "\(name.prefix(80)) is not known in \(owner); \(advice)")
            }
            fields[name] = value
        }
        return fields
    }

    private static func text(_ node: YAMLNode, named name: String) throws(SettingsError) -> String {
        guard case .scalar(let text, _) = node.content else {
            throw SettingsError(node.origin, "\(name) is \(node.shape); write a single value")
        }
        guard !node.isNull, !text.isEmpty else {
            throw SettingsError(node.origin, "\(name) has no value; write one or remove the key")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw SettingsError(node.origin, "\(name) holds a control character; remove it")
        }
        return text
    }
}
