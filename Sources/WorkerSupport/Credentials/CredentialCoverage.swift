internal import ActivationDomain
internal import NetworkDiagnosis

/// Whether the credentials file and the asset register fit together; nothing that the file names is read for it.
struct CredentialCoverage: Sendable {
    /// How many computers cannot be managed without an entry.
    let needing: Int
    /// The names of those of them that have none.
    let without: [String]
    /// Where the entries begin that match no computer.
    let unused: [SettingOrigin]

    init(_ entries: [CredentialEntry], _ computers: [RegisteredComputer]) {
        let matches = Set(entries.map(\.match))
        let shapes = Set(matches.map(\.shape))
        var used: Set<CredentialBook.Match> = []
        var (needing, without) = (0, [String]())
        for computer in computers {
            let channel = ManagementChannel(rawValue: computer.channel) ?? .winrm
            let own = shapes.map { shape in
                CredentialBook.Match(
                    shape,
                    site: computer.site.lowercased(),
                    lab: computer.lab.lowercased(),
                    computer: computer.name.lowercased(),
                    channel: channel
                )
            }.filter(matches.contains)
            used.formUnion(own)
            // By SSH the user's own configuration does where there is no entry.
            guard channel == .winrm else { continue }
            needing += 1
            if own.isEmpty { without.append(computer.name) }
        }
        self.needing = needing
        self.without = without
        unused = entries.filter { !used.contains($0.match) }.map(\.origin)
    }

    /// What does not fit, as warnings for a person.
    func findings(of path: String) -> [Finding] {
        var findings: [Finding] = []
        if !without.isEmpty {
            let whose =
                needing == 1
                ? "The register's one computer that is managed by WinRM has"
                : "\(without.count) of the register's \(needing) computers that are managed by WinRM "
                    + (without.count == 1 ? "has" : "have")
            findings.append(
                Finding(
                    .settings,
                    .warning,
                    path,
                    "\(whose) no entry in the credentials file: \(without.listing()).",
                    advice:
                        "Add an entry whose site, lab or computer is as in the register, or one without match for all.",
                    data: ["outcome": "without-entry", "computers": "\(without.count)"]
                )
            )
        }
        if !unused.isEmpty {
            let one = unused.count == 1
            findings.append(
                Finding(
                    .settings,
                    .warning,
                    path,
                    "\(one ? "An entry" : "\(unused.count) entries") of the credentials file \(one ? "matches" : "match") "
                        + "no computer of the register: \(unused.map(\.description).listing()).",
                    advice: "Mend what match says there, or remove \(one ? "the entry" : "the entries").",
                    data: ["outcome": "unused-entries", "count": "\(unused.count)"]
                )
            )
        }
        return findings
    }
}
