package import ActivationDomain
package import NIOCore
package import NegotiateAuthentication

/// Opens channels by WS-Management.
package struct WSManOpener: ChannelOpener {
    /// What is the same for all computers.
    package struct Configuration: Sendable {
        package var limits: ChannelLimits
        package var scheme: ComputerEndpoint.Scheme
        /// For a computer whose row has no port.
        package var defaultPort: Int
        package var allowsBasicOverHTTP: Bool
        /// A PEM file with the authorities to trust; nil for the system's.
        package var trustRoots: String?
        /// How a password is shown to a computer where its entry of the credentials file does not say.
        package var method: AuthenticationMethod

        /// Makes a configuration.
        package init(
            limits: ChannelLimits,
            scheme: ComputerEndpoint.Scheme,
            defaultPort: Int,
            allowsBasicOverHTTP: Bool,
            trustRoots: String?,
            method: AuthenticationMethod = .negotiate
        ) {
            self.limits = limits
            self.scheme = scheme
            self.defaultPort = defaultPort
            self.allowsBasicOverHTTP = allowsBasicOverHTTP
            self.trustRoots = trustRoots
            self.method = method
        }
    }

    let configuration: Configuration
    let contexts: any SecurityContextSource

    /// Makes an opener; log-ons by Kerberos and NTLM get their contexts from `contexts`.
    package init(_ configuration: Configuration, contexts: any SecurityContextSource = GSSContextSource()) {
        self.configuration = configuration
        self.contexts = contexts
    }

    /// Looks whether the certificates of a file of trust roots can be read.
    ///
    /// - Throws: ``ChannelError`` of TLS, with a sentence that names the file.
    package static func checkTrustRoots(_ path: String) throws(ChannelError) {
        _ = try TLSContextCache.shared.context(trustRoots: path)
    }

    package var needsCredential: Bool { true }

    package func open(
        _ target: ChannelTarget,
        within limit: Duration,
        on loop: any EventLoop
    ) async throws(ChannelError) -> any ComputerChannel {
        guard let credential = target.credential else {
            throw .noLogOn(detail: "No entry of worker.credentialsFile matches this computer.")
        }
        return try await WSManChannel.open(
            endpoint: endpoint(of: target),
            proof: try proof(of: credential, to: target.computer.address),
            limits: configuration.limits,
            until: .now() + TimeAmount(limit),
            group: loop
        )
    }
}
