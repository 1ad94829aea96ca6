internal import ActivationDomain

extension CredentialEntry {
    /// What proves the account, before any file is read.
    enum Source {
        case passwordFile(Place)
        case passwordVariable(Place)
        case keytab(Place)
        case certificate(Place, key: Place)
        /// Nil leaves it to the user's own configuration of SSH.
        case identity(Place?)
    }

    /// A value and where it stands.
    struct Place {
        let text: String
        let origin: SettingOrigin
    }

    /// How files are looked at.
    struct Files {
        /// The folder that relative paths are taken from.
        var folder: String
        var environment: [String: String]
        /// Gives the text of a file that only its owner may read.
        var read: (String) throws -> String
        /// Looks whether a file is there that only its owner may read.
        var check: (String) throws -> Void
    }

    /// The keys of which an entry has exactly one.
    private static let proofs = [
        "passwordFile", "passwordEnvironment", "keytabFile", "certificateFile", "identityFile",
    ]

    /// Finds what an entry is proved by.
    static func source(
        _ fields: [String: YAMLNode],
        of entry: SettingOrigin,
        channel: ManagementChannel?
    ) throws(SettingsError) -> Source {
        let given = proofs.filter { fields[$0] != nil }
        if given.count > 1 {
            throw SettingsError(entry, "this entry has both \(given[0]) and \(given[1]); remove one of them")
        }
        if let key = fields["keyFile"], fields["certificateFile"] == nil {
            throw SettingsError(
                key.origin,
                "a keyFile belongs to a certificateFile; add that, or for SSH write identityFile"
            )
        }
        func place(_ name: String) throws(SettingsError) -> Place? {
            guard let node = fields[name] else { return nil }
            return Place(text: try text(node, named: name), origin: node.origin)
        }
        if let file = try place("passwordFile") { return .passwordFile(file) }
        if let variable = try place("passwordEnvironment") { return .passwordVariable(variable) }
        if let file = try place("keytabFile") { return .keytab(file) }
        if let file = try place("certificateFile") {
            guard let key = try place("keyFile") else {
                throw SettingsError(file.origin, "a certificateFile needs a keyFile with its key; add it")
            }
            return .certificate(file, key: key)
        }
        if let file = try place("identityFile") { return .identity(file) }
        guard channel == .ssh else {
            throw SettingsError(
                entry,
                "this entry says not what proves the account; write one of passwordFile, passwordEnvironment, "
                    + "keytabFile or certificateFile, or for SSH identityFile"
            )
        }
        return .identity(nil)
    }

    /// Makes the proof of what the entry says, and looks whether others could read what must be secret.
    func proof(_ files: Files) throws(SettingsError) -> Credential.Proof {
        switch source {
        case .passwordFile(let file):
            let path = FilePath.join(files.folder, file.text)
            return .password(try PasswordFile.read(path, origin: file.origin, readFile: files.read))
        case .passwordVariable(let variable):
            return .password(try Self.password(variable, files.environment))
        case .keytab(let file): return .keytab(path: try Self.secret(file, "keytab", files))
        case .certificate(let file, let key):
            // The certificate itself is public; whoever uses it reads it.
            return .certificate(
                file: FilePath.join(files.folder, file.text),
                keyFile: try Self.secret(key, "key file", files)
            )
        case .identity(let file):
            return .identity(
                file: try file.map { (file) throws(SettingsError) in try Self.secret(file, "key file", files) }
            )
        }
    }

    private static func secret(_ file: Place, _ what: String, _ files: Files) throws(SettingsError) -> String {
        let path = FilePath.join(files.folder, file.text)
        do {
            try files.check(path)
        } catch {
            throw SettingsError(
                file.origin,
                "the \(what) \((error as? FileReadError)?.description ?? "\(path) cannot be read: \(error)")"
            )
        }
        return path
    }

    private static func password(_ name: Place, _ environment: [String: String]) throws(SettingsError) -> Secret {
        let isForeign = !name.text.hasPrefix(SettingVariable.prefix) || name.text.hasPrefix(SettingVariable.testPrefix)
        guard isForeign else {
            throw SettingsError(
                name.origin,
                "\(name.text) begins as the settings' own variables do; give it another name"
            )
        }
        guard let text = environment[name.text], !text.isEmpty else {
            // Its name is not repeated: it may be the password.
            throw SettingsError(
                name.origin,
                "passwordEnvironment names no environment variable that is set; write the name of one that holds the "
                    + "password, and never the password itself"
            )
        }
        return try PasswordFile.check(text, "the environment variable \(name.text)", name.origin)
    }
}

extension CredentialEntry.Source {
    /// The kind of management that can use it.
    var channel: ManagementChannel {
        if case .identity = self { .ssh } else { .winrm }
    }

    /// How it can be shown to a computer.
    var methods: Set<AuthenticationMethod> {
        switch self {
        case .passwordFile, .passwordVariable: [.negotiate, .kerberos, .ntlm, .basic]
        case .keytab: [.negotiate, .kerberos]
        case .certificate: [.certificate]
        case .identity: []
        }
    }

    /// What the file calls it.
    var name: String {
        switch self {
        case .passwordFile: "passwordFile"
        case .passwordVariable: "passwordEnvironment"
        case .keytab: "keytabFile"
        case .certificate: "certificateFile"
        case .identity: "identityFile"
        }
    }
}
