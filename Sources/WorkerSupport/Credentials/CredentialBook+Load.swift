internal import ActivationDomain

extension CredentialBook {
    /// Reads the credentials file and the password files that it names.
    ///
    /// The file is a YAML list:
    ///
    /// ```yaml
    /// - match: { site: Main, lab: A101 }
    ///   username: CAMPUS\activator
    ///   passwordFile: main.password
    /// - username: activator
    ///   passwordEnvironment: LAB_PASSWORD
    /// ```
    ///
    /// An entry without `match` applies to every computer. A relative `passwordFile` is taken from the credentials
    /// file's folder. Passwords themselves have no place in the file.
    ///
    /// - Parameters:
    ///   - path: The credentials file.
    ///   - environment: Where `passwordEnvironment` is looked up.
    ///   - readFile: Returns the text of a file that only its owner may read, and throws ``FileReadError`` for another.
    /// - Returns: The book; one without entries when the file has none.
    /// - Throws: ``SettingsError`` with the place of the first thing that is wrong.
    package static func load(
        path: String,
        environment: [String: String],
        readFile: (String) throws -> String = TextFile.readPrivate
    ) throws(SettingsError) -> CredentialBook {
        let text: String
        do {
            text = try readFile(path)
        } catch {
            let message = (error as? FileReadError)?.message ?? "cannot be read: \(error)"
            throw SettingsError(.wholeFile(path: path), "the credentials file \(message)")
        }
        guard let root = try YAMLNode.parse(text, path: path), !root.isNull else { return CredentialBook() }
        guard case .list(let nodes) = root.content else {
            throw SettingsError(
                root.origin,
                "the credentials file is \(root.shape); write a list of entries, each with “- ”"
            )
        }
        var credentials: [Match: Credential] = [:]
        var origins: [Match: SettingOrigin] = [:]
        for (index, node) in nodes.enumerated() {
            let entry = try CredentialEntry(node)
            if let origin = origins[entry.match] {
                throw SettingsError(
                    entry.origin,
                    "this entry matches the same as the one at \(origin); remove one of them"
                )
            }
            let password = try entry.password(
                folder: FilePath.folder(of: path),
                environment: environment,
                readFile: readFile
            )
            origins[entry.match] = entry.origin
            credentials[entry.match] = Credential(
                id: "#\(index + 1) \(entry.username)",
                username: entry.username,
                password: password
            )
        }
        return CredentialBook(credentials)
    }
}
