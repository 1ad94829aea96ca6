internal import ActivationDomain
internal import ActivationPipeline
internal import Foundation
internal import NegotiateAuthentication
internal import NetworkDiagnosis

/// Looks at what log-ons to computers need on this one: the mechanisms of GSSAPI, Kerberos, ssh, and who may read secrets.
struct SecurityExamination: Sendable {
    private let settings: Settings
    private let surroundings: Doctor.Surroundings
    /// Empty where the credentials file cannot be used, which another line tells.
    private let credentials: [Credential]
    /// Empty likewise where the register cannot be.
    private let computers: [RegisteredComputer]

    init(_ settings: Settings, _ surroundings: Doctor.Surroundings, computers: [RegisteredComputer]) {
        self.settings = settings
        self.surroundings = surroundings
        self.computers = computers
        let book = settings.worker.credentialsFile.flatMap {
            try? CredentialBook.load(path: $0, environment: ProcessInfo.processInfo.environment)
        }
        credentials = book.map { book in ManagementChannel.allCases.flatMap { book.credentials(for: $0) } } ?? []
    }

    func findings() async -> [Finding] {
        let needs = SecurityNeeds(credentials, otherwise: settings.worker.winrm.authentication)
        async let kerberos = KerberosExamination(surroundings).findings(
            needs.realms,
            needsDefault: needs.needsDefaultRealm
        )
        async let ssh = sshFindings()
        return await secrets + mechanisms(needs) + kerberos + ssh
    }

    private func mechanisms(_ needs: SecurityNeeds) -> [Finding] {
        let wanted = [(SecurityMechanism.ntlm, "NTLM", needs.ntlm), (.kerberos, "Kerberos", needs.kerberos)]
        let missing = wanted.filter { !$0.0.isInstalled }
        guard let (mechanism, name, isNeeded) = missing.first(where: \.2) ?? missing.first else {
            return [
                Finding(
                    .security,
                    .ok,
                    "gssapi",
                    "GSSAPI has NTLM and Kerberos.",
                    data: ["ntlm": "true", "kerberos": "true"]
                )
            ]
        }
        return [
            Finding(
                .security,
                isNeeded ? .failed : .warning,
                "gssapi",
                "GSSAPI cannot load \(name)"
                    + (isNeeded ? ", by which computers are logged on to." : "; no credential needs it now."),
                advice: mechanism == .ntlm
                    ? "Install the package gss-ntlmssp, which brings it; it is named in /etc/gss/mech.d."
                    : "Install the package libgssapi-krb5-2.",
                data: Dictionary(uniqueKeysWithValues: wanted.map { ($0.0.rawValue, "\($0.0.isInstalled)") })
            )
        ]
    }

    private var secrets: [Finding] {
        let proofs = credentials.compactMap { credential -> SecretFile? in
            switch credential.proof {
            case .password: nil
            case .keytab(let path): SecretFile(path, of: "the credential \(credential.id)")
            case .certificate(_, let keyFile): SecretFile(keyFile, of: "the credential \(credential.id)")
            case .identity(let file): file.map { SecretFile($0, of: "the credential \(credential.id)") }
            }
        }
        let named = [
            // Of one that is not there the look at the broker tells.
            ("broker.passwordFile", settings.broker.passwordFile.flatMap { access($0, F_OK) == 0 ? $0 : nil }, true),
            ("broker.keyFile", settings.broker.keyFile, true),
            ("worker.credentialsFile", settings.worker.credentialsFile, false),
        ]
        let files = named.compactMap { setting, path, isService in
            path.map { SecretFile($0, of: setting, mayBeOfRootsGroup: isService) }
        }
        let bad = (files + proofs).compactMap(\.finding)
        guard bad.isEmpty, !(files + proofs).isEmpty else { return bad }
        let count = files.count + proofs.count
        return [
            Finding(
                .security,
                .ok,
                "secrets",
                count == 1
                    ? "The file with a secret can be read by its owner alone."
                    : "The \(count) files with secrets can be read by their owners alone.",
                data: ["files": "\(count)"]
            )
        ]
    }

    private func sshFindings() async -> [Finding] {
        let count = computers.count { $0.channel == ManagementChannel.ssh.rawValue }
        guard count > 0 else { return [] }
        let whose = count == 1 ? "One computer of the register is" : "\(count) computers of the register are"
        switch await SSHProgram.version(of: settings.worker.ssh.program, limit: surroundings.step) {
        case .success(let version):
            return [
                Finding(
                    .security,
                    .ok,
                    "ssh",
                    "\(whose) managed by ssh, which is \(version) here.",
                    data: ["version": version, "computers": "\(count)"]
                )
            ]
        case .failure(let failure):
            return [
                Finding(
                    .security,
                    .failed,
                    "ssh",
                    "\(whose) managed by ssh, but the program \(settings.worker.ssh.program) \(failure.clause).",
                    advice: "Install the package openssh-client.",
                    data: ["outcome": "not-run", "computers": "\(count)"]
                )
            ]
        }
    }
}

/// Which mechanisms and realms the credentials take.
struct SecurityNeeds: Sendable, Equatable {
    var ntlm = false
    var kerberos = false
    /// In capitals, each once, in the order of the entries.
    var realms: [String] = []
    /// Whether an account has no realm of its own.
    var needsDefaultRealm = false

    init(_ credentials: [Credential], otherwise: AuthenticationMethod) {
        for credential in credentials {
            let name = UserName(credential.username)
            let isKeytab = if case .keytab = credential.proof { true } else { false }
            switch credential.proof {
            case .certificate, .identity: continue
            case .password, .keytab: break
            }
            switch credential.method ?? (isKeytab ? .kerberos : otherwise) {
            case .basic, .certificate: break
            case .ntlm: ntlm = true
            case .kerberos: addKerberos(name)
            case .negotiate:
                // Where Kerberos cannot be had a password serves for NTLM.
                if !isKeytab { ntlm = true }
                if isKeytab || name.realm != nil { addKerberos(name) }
            }
        }
    }

    private mutating func addKerberos(_ name: UserName) {
        kerberos = true
        guard let realm = name.realm?.uppercased() else { return needsDefaultRealm = true }
        if !realms.contains(realm) { realms.append(realm) }
    }
}
