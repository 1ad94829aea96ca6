internal import ActivationDomain

/// One entry of the credentials file, before what it names is read.
struct CredentialEntry {
    private static let known = [
        "match", "username", "authentication", "passwordFile", "passwordEnvironment", "keytabFile", "certificateFile",
        "keyFile", "identityFile",
    ]

    /// Where the entry begins.
    let origin: SettingOrigin
    /// What it applies to.
    let match: CredentialBook.Match
    /// The account; empty where a certificate stands for one.
    let username: String
    /// How it is shown to a computer; nil leaves that to the settings.
    let method: AuthenticationMethod?
    /// What proves it.
    let source: Source

    /// Reads an entry's node.
    init(_ node: YAMLNode) throws(SettingsError) {
        let fields = try CredentialEntry.fields(node, named: "an entry", known: Self.known)
        origin = node.origin
        if let name = fields["username"] {
            username = try CredentialEntry.text(name, named: "username")
        } else {
            guard fields["certificateFile"] != nil else {
                throw SettingsError(node.origin, "this entry has no username; add it")
            }
            username = ""
        }
        let (match, channel) = try CredentialEntry.match(fields["match"])
        source = try CredentialEntry.source(fields, of: node.origin, channel: channel)
        if let channel, channel != source.channel {
            throw SettingsError(
                node.origin,
                "\(source.name) is of no use to \(channel.rawValue), only to \(source.channel.rawValue)"
            )
        }
        if let name = fields["username"] { try CredentialEntry.checkName(username, at: name.origin, for: source) }
        self.match = CredentialBook.Match(
            site: match.site,
            lab: match.lab,
            computer: match.computer,
            channel: source.channel
        )
        method = try fields["authentication"].map { [source] (node) throws(SettingsError) in
            try CredentialEntry.method(node, for: source)
        }
    }

    /// A name that no account has would cost each computer a refused log-on.
    private static func checkName(_ name: String, at origin: SettingOrigin, for source: Source) throws(SettingsError) {
        guard name.first?.isWhitespace == false, name.last?.isWhitespace == false else {
            throw SettingsError(origin, "username begins or ends with a blank; remove it")
        }
        guard source.channel == .winrm, !name.contains("@") else { return }
        // None of these can be in the name of an account of Windows.
        let parts = name.split(separator: "\\", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.last?.isEmpty == false, !name.contains(where: { "\"/[]:;|=,+*?<>".contains($0) })
        else {
            throw SettingsError(
                origin,
                "username is “\(name.prefix(80))”; write the account as user, DOMAIN\\user or user@REALM"
            )
        }
    }

    private static func method(_ node: YAMLNode, for source: Source) throws(SettingsError) -> AuthenticationMethod {
        let word = try text(node, named: "authentication")
        let methods = AuthenticationMethod.allCases.filter(source.methods.contains)
        if let method = AuthenticationMethod(rawValue: word), methods.contains(method) { return method }
        let choice = methods.map(\.rawValue).joined(separator: ", ")
        throw SettingsError(
            node.origin,
            "authentication is “\(word.prefix(80))”; "
                + (choice.isEmpty ? "leave it out with \(source.name)" : "with \(source.name) write one of \(choice)")
        )
    }

    private static func match(
        _ node: YAMLNode?
    ) throws(SettingsError) -> (CredentialBook.Match, ManagementChannel?) {
        guard let node, !node.isNull else { return (CredentialBook.Match(), nil) }
        let fields = try fields(node, named: "match", known: ["site", "lab", "computer", "channel"])
        var match = CredentialBook.Match()
        if let site = fields["site"] { match.site = try text(site, named: "site").lowercased() }
        if let lab = fields["lab"] { match.lab = try text(lab, named: "lab").lowercased() }
        if let computer = fields["computer"] { match.computer = try text(computer, named: "computer").lowercased() }
        guard let channel = fields["channel"] else { return (match, nil) }
        let word = try text(channel, named: "channel")
        guard let known = ManagementChannel(rawValue: word) else {
            throw SettingsError(channel.origin, "channel is “\(word.prefix(80))”; write winrm or ssh")
        }
        return (match, known)
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

    /// In double quotes YAML takes `\r` of `"LAB\rollcall"` for a line break.
    private static let backslash = "write a text with a backslash in single quotes"

    static func text(_ node: YAMLNode, named name: String) throws(SettingsError) -> String {
        guard case .scalar(let text, _) = node.content else {
            throw SettingsError(node.origin, "\(name) is \(node.shape); write a single value")
        }
        guard !node.isNull, !text.isEmpty else {
            throw SettingsError(node.origin, "\(name) has no value; write one or remove the key")
        }
        guard !text.contains(where: \.isNewline) else {
            throw SettingsError(node.origin, "\(name) holds a line break; write it on one line, and \(backslash)")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0 == "\u{FEFF}" })
        else {
            throw SettingsError(node.origin, "\(name) holds a control character; remove it, and \(backslash)")
        }
        return text
    }
}
