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
    /// - match: { site: East }
    ///   username: activator@EAST.CAMPUS.EXAMPLE
    ///   keytabFile: east.keytab
    /// - match: { channel: ssh }
    ///   username: activator
    ///   identityFile: id_ed25519
    /// - username: activator
    ///   passwordEnvironment: LAB_PASSWORD
    ///   authentication: basic
    /// ```
    ///
    /// An entry without `match` applies to every computer of its kind of management: one with `identityFile`, or with
    /// nothing that proves the account, to those of SSH, any other to those of WinRM. Relative paths are taken from the
    /// credentials file's folder. Passwords themselves have no place in the file.
    ///
    /// - Parameters:
    ///   - path: The credentials file.
    ///   - environment: Where `passwordEnvironment` is looked up.
    ///   - readFile: Returns the text of a file that only its owner may read, and throws ``FileReadError`` for another.
    ///   - checkFile: Looks at a file that only its owner may read, and throws ``FileReadError`` for another.
    /// - Returns: The book, with one entry at least.
    /// - Throws: ``SettingsError`` with the place of the first thing that is wrong.
    package static func load(
        path: String,
        environment: [String: String],
        readFile: @escaping (String) throws -> String = TextFile.readPrivate,
        checkFile: @escaping (String) throws -> Void = TextFile.checkPrivate
    ) throws(SettingsError) -> CredentialBook {
        let files = CredentialEntry.Files(
            folder: FilePath.folder(of: path),
            environment: environment,
            read: readFile,
            check: checkFile
        )
        return try book(entries(path: path, readFile: readFile), files)
    }

    /// Reads the credentials file alone, and nothing that it names.
    ///
    /// - Returns: one entry at least, in their order.
    static func entries(
        path: String,
        readFile: (String) throws -> String = TextFile.readPrivate
    ) throws(SettingsError) -> [CredentialEntry] {
        let text: String
        do {
            text = try readFile(path)
        } catch {
            let message = (error as? FileReadError)?.message ?? "cannot be read: \(error)"
            throw SettingsError(.wholeFile(path: path), "the credentials file \(message)")
        }
        let advice = "write entries, each with “- ”, or leave worker.credentialsFile out"
        guard let root = try YAMLNode.parse(text, path: path), !root.isNull else {
            throw SettingsError(.wholeFile(path: path), "the credentials file is empty; \(advice)")
        }
        guard case .list(let nodes) = root.content else {
            throw SettingsError(
                root.origin,
                "the credentials file is \(root.shape); write a list of entries, each with “- ”"
            )
        }
        guard !nodes.isEmpty else { throw SettingsError(root.origin, "the credentials file has no entry; \(advice)") }
        return try nodes.map { (node) throws(SettingsError) in try CredentialEntry(node) }
    }

    private static func book(
        _ entries: [CredentialEntry],
        _ files: CredentialEntry.Files
    ) throws(SettingsError) -> CredentialBook {
        var credentials: [Match: Credential] = [:]
        var origins: [Match: SettingOrigin] = [:]
        for (index, entry) in entries.enumerated() {
            if let origin = origins[entry.match] {
                throw SettingsError(
                    entry.origin,
                    "this entry matches the same as the one at \(origin); remove one of them"
                )
            }
            origins[entry.match] = entry.origin
            credentials[entry.match] = Credential(
                number: index + 1,
                username: entry.username,
                proof: try entry.proof(files),
                method: entry.method
            )
        }
        return CredentialBook(credentials, origins)
    }
}

extension Credential {
    /// Makes the credential of an entry, counted from 1.
    fileprivate init(number: Int, username: String, proof: Proof, method: AuthenticationMethod?) {
        var name = username
        if name.isEmpty, case .certificate(let file, _) = proof { name = FilePath.name(of: file) }
        self.init(id: "#\(number) \(name)", username: username, proof: proof, method: method)
    }
}
