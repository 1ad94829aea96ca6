package import ActivationDomain
internal import Foundation
package import NIOCore

/// Opens channels by SSH, through OpenSSH's client.
package struct SSHOpener: ChannelOpener {
    let configuration: SSHConfiguration
    private let connections: ConnectionLimit

    /// Makes an opener, and removes what processes that were killed have left in the folder for temporary files.
    package init(_ configuration: SSHConfiguration) {
        self.configuration = configuration
        connections = ConnectionLimit(configuration.connections)
        SocketFolder.removeLeftOvers()
    }

    /// The client has its own ways: keys in the user's folder, an agent, Kerberos.
    package var needsCredential: Bool { false }

    /// A password is none: the client would ask for it, and nobody is there.
    package func takes(_ credential: Credential) -> Bool {
        if case .identity = credential.proof { true } else { false }
    }

    /// Looks whether the client takes the account's name, and whether its key can be used where nobody is there to type a
    /// passphrase, before any computer is asked.
    ///
    /// - Parameters:
    ///   - credential: its key is read, and no more than that.
    ///   - agent: the path of the agent's socket; nil where the environment has none.
    /// - Throws: ``ChannelError`` with a sentence that says what is wrong.
    package func check(_ credential: Credential, agent: String?) async throws(ChannelError) {
        try await checkUser(credential.username)
        guard case .identity(let file?) = credential.proof else { return }
        switch PrivateKeyText(file: file) {
        case .usable: return
        case .encrypted(let key):
            // Of a key in PEM the public half is only in the file beside it, where OpenSSH's client looks, too.
            let beside = (try? String(contentsOfFile: file + ".pub", encoding: .utf8)).flatMap(PrivateKeyText.publicKey)
            if let agent, let key = key ?? beside, SSHAgent.publicKeys(at: agent).contains(key) { return }
            throw .noLogOn(
                detail:
                    "The key \(file) has a passphrase, nobody is there to type it, and no agent at SSH_AUTH_SOCK holds "
                    + "the key: add it to the worker's agent, take the passphrase off (ssh-keygen -p -f \(file)), or leave "
                    + "identityFile out where ssh_config names key and agent."
            )
        case .publicKey:
            throw .noLogOn(
                detail:
                    "The file \(file) holds the public half of a key: name the private one, whose name is as a rule "
                    + "the same without .pub."
            )
        case .putty:
            throw .noLogOn(
                detail: "The key \(file) is in PuTTY's form: convert it (puttygen \(file) -O private-openssh -o NEW)."
            )
        case .windowsLines:
            throw .noLogOn(
                detail: "The key \(file) is saved with the line ends of Windows: save it with those of Unix."
            )
        case .other, nil:
            throw .noLogOn(detail: "The file \(file) holds no private key of SSH: name one that does.")
        }
    }

    package func open(
        _ target: ChannelTarget,
        within limit: Duration,
        on loop: any EventLoop
    ) async throws(ChannelError) -> any ComputerChannel {
        let arguments = SSHArguments(target, configuration)
        // Waiting for a place is no time of the exchange's.
        guard await connections.acquire() else { throw .cancelled }
        let link = SSHLink(arguments, until: .now() + TimeAmount(limit), on: loop)
        do {
            try await link.connect()
        } catch {
            connections.release()
            throw error
        }
        return SSHChannel(link, configuration.tools, configuration.limits) { [connections] in connections.release() }
    }
}
