/// Where a computer's management service listens, resolved and checked before any channel sees it.
///
/// The address is the only thing that is connected to: no channel resolves a name, so the address that was checked
/// against the allowed networks is the one that is used. The name serves the `Host` header, SNI and the certificate.
package struct ComputerEndpoint: Sendable, Hashable {
    /// Whether the connection is in the clear or by TLS.
    package enum Scheme: String, Sendable, Hashable {
        case http
        case https
    }

    /// An IPv4 or IPv6 address in text form.
    package var address: String
    /// The TCP port; WinRM's own are 5985 (HTTP) and 5986 (HTTPS).
    package var port: Int
    /// The name that the register gives; may be an address, whose certificate must then carry ``address``.
    package var hostName: String
    /// How the connection is made.
    package var scheme: Scheme
    /// A PEM file with the only certificates to trust; nil trusts what the system trusts.
    package var trustRoots: String?

    /// Makes an endpoint.
    package init(address: String, port: Int, hostName: String, scheme: Scheme, trustRoots: String? = nil) {
        self.address = address
        self.port = port
        self.hostName = hostName
        self.scheme = scheme
        self.trustRoots = trustRoots
    }

    /// Name and port as a URI's authority writes them (RFC 3986, section 3.2.2: an IPv6 address stands in brackets).
    var authority: String {
        hostName.contains(":") && !hostName.hasPrefix("[") ? "[\(hostName)]:\(port)" : "\(hostName):\(port)"
    }
}
