package import ActivationDomain
internal import NegotiateAuthentication

extension WSManOpener {
    /// How a credential is shown to a computer, by its own entry, by its kind, or by the settings.
    func method(of credential: Credential) -> AuthenticationMethod {
        if let method = credential.method { return method }
        return switch credential.proof {
        case .certificate: .certificate
        case .keytab: .kerberos
        case .password, .identity: configuration.method
        }
    }

    /// Who we are to a computer that the register gives this address.
    func proof(of credential: Credential, to host: String) throws(ChannelError) -> WSManProof {
        let method = method(of: credential)
        switch (credential.proof, method) {
        case (.password(let password), .basic):
            return .basic(
                WSManCredential(username: credential.username, password: password.reveal()),
                isAllowedInTheClear: configuration.allowsBasicOverHTTP
            )
        case (.certificate(let file, let keyFile), .certificate):
            return .certificate(TLSIdentity(certificateFile: file, keyFile: keyFile))
        case (.password(let password), _):
            guard let choice = choice(credential, to: host, hasKeytab: false) else { break }
            return .negotiate(account(credential, .password { Array(password.reveal().utf8) }), choice, contexts)
        case (.keytab(let path), .negotiate), (.keytab(let path), .kerberos):
            guard let choice = choice(credential, to: host, hasKeytab: true) else { break }
            return .negotiate(account(credential, .keytab(path: path)), choice, contexts)
        default: break
        }
        throw .noLogOn(detail: Self.unfit(credential.proof, method))
    }

    /// Looks whether a credential can be used as the settings and its entry say, before any computer is asked.
    ///
    /// - Throws: ``ChannelError`` with a sentence that says what is wrong.
    package func check(_ credential: Credential) throws(ChannelError) {
        // By a name, since more can be done with that than with an address.
        let proof = try proof(of: credential, to: "computer")
        _ = try proof.authorization(over: configuration.scheme)
        if let identity = proof.identity {
            // Whether the roots can be used is no question of the credential's.
            let roots = configuration.trustRoots.flatMap { (try? Self.checkTrustRoots($0)) == nil ? nil : $0 }
            _ = try TLSContextCache.shared.context(trustRoots: roots, identity: identity)
            try ClientCertificate(file: identity.certificateFile).check(at: .now)
        }
        guard case .negotiate(let account, let choice, _) = proof else { return }
        switch choice.first {
        case .kerberos:
            do throws(SecurityFailure) {
                try account.checkForKerberos()
            } catch {
                throw .noLogOn(detail: error.message)
            }
        case .ntlm where !SecurityMechanism.ntlm.isInstalled:
            throw .noLogOn(detail: "NTLM is not installed here: install the package gss-ntlmssp.")
        default: break
        }
    }

    /// When the certificate of a credential that can be used ends; nil for a credential without one.
    package static func end(of credential: Credential) -> Timestamp? {
        guard case .certificate(let file, _) = credential.proof else { return nil }
        return try? ClientCertificate(file: file).end
    }

    private func account(_ credential: Credential, _ proof: SecurityAccount.Proof) -> SecurityAccount {
        SecurityAccount(id: credential.id, username: credential.username, proof: proof)
    }

    private func choice(_ credential: Credential, to host: String, hasKeytab: Bool) -> MechanismChoice? {
        let method: MechanismChoice.Method? =
            switch method(of: credential) {
            case .negotiate: .negotiate
            case .kerberos: .kerberos
            case .ntlm: .ntlm
            case .basic, .certificate: nil
            }
        return method.map { MechanismChoice($0, host: host, username: credential.username, hasKeytab: hasKeytab) }
    }

    private static func unfit(_ proof: Credential.Proof, _ method: AuthenticationMethod) -> String {
        let kind =
            switch proof {
            case .password: "a password"
            case .keytab: "a keytab"
            case .certificate: "a certificate"
            case .identity: "a key of SSH"
            }
        return "Authentication by \(method.rawValue) cannot be done with \(kind)."
    }
}
