package import ActivationDomain
package import NIOCore

/// Opens channels by SSH, through OpenSSH's client.
package struct SSHOpener: ChannelOpener {
    private let configuration: SSHConfiguration
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
