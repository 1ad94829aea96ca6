internal import ActivationDomain
package import NIOCore

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

        /// Makes a configuration.
        package init(
            limits: ChannelLimits,
            scheme: ComputerEndpoint.Scheme,
            defaultPort: Int,
            allowsBasicOverHTTP: Bool,
            trustRoots: String?
        ) {
            self.limits = limits
            self.scheme = scheme
            self.defaultPort = defaultPort
            self.allowsBasicOverHTTP = allowsBasicOverHTTP
            self.trustRoots = trustRoots
        }
    }

    private let configuration: Configuration

    /// Makes an opener.
    package init(_ configuration: Configuration) {
        self.configuration = configuration
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
        guard let credential = target.credential, let password = credential.password else {
            throw .authentication(detail: "Basic authentication needs a password in the credentials file.")
        }
        return try await WSManChannel.open(
            endpoint: ComputerEndpoint(
                address: target.address.description,
                port: target.computer.port ?? configuration.defaultPort,
                hostName: target.computer.address,
                scheme: configuration.scheme,
                trustRoots: configuration.trustRoots
            ),
            credential: WSManCredential(username: credential.username, password: password.reveal()),
            limits: configuration.limits,
            until: .now() + TimeAmount(limit),
            allowBasicOverHTTP: configuration.allowsBasicOverHTTP,
            group: loop
        )
    }
}
