/// How clients may log on to a computer, and how what they say is protected.
package struct LabAuthentication: Sendable, Equatable {
    /// A way to log on, by the words of a scenario.
    package enum Method: String, Sendable, CaseIterable {
        /// SPNEGO with Kerberos and NTLM, which Windows offers by default, together with `kerberos`.
        case negotiate
        /// NTLM alone, in SPNEGO or bare: what is left of Negotiate on a computer without a domain.
        case ntlm
        /// Kerberos alone, bare.
        case kerberos
        /// User name and password with each request.
        case basic
        /// A client certificate, over HTTPS only.
        case certificate
    }

    /// What Windows calls `AllowUnencrypted`, the other way round; only HTTP is concerned.
    package enum Encryption: String, Sendable, CaseIterable {
        case required, allowed
    }

    /// What Windows calls `CbtHardeningLevel`; only HTTPS is concerned.
    package enum ChannelBinding: String, Sendable, CaseIterable {
        /// Bindings are not looked at.
        case none
        /// Bindings must be those of the connection, where a client sends some.
        case relaxed
        /// A client must send bindings.
        case strict
    }

    /// The ways.
    package var methods: [Method] = [.basic]
    /// Whether bodies over HTTP must be encrypted.
    package var encryption = Encryption.allowed
    /// What becomes of channel bindings.
    package var channelBinding = ChannelBinding.relaxed

    /// Whether log-ons go through GSSAPI.
    var needsGSSAPI: Bool { methods.contains { [.negotiate, .ntlm, .kerberos].contains($0) } }

    /// Whether NTLM is among the ways.
    var hasNTLM: Bool { methods.contains { $0 == .negotiate || $0 == .ntlm } }

    /// Whether a password may come as it is.
    func takesBasic(isTLS: Bool) -> Bool {
        methods.contains(.basic) && (isTLS || encryption == .allowed)
    }

    /// The mechanisms that a scheme of HTTP may lead to; none where the scheme is not offered.
    func mechanisms(_ scheme: LogOnScheme) -> Set<LabMechanism> {
        switch scheme {
        case .negotiate: methods.contains(.negotiate) ? [.kerberos, .ntlm] : methods.contains(.ntlm) ? [.ntlm] : []
        case .kerberos: methods.contains(.kerberos) ? [.kerberos] : []
        case .ntlm: methods.contains(.ntlm) ? [.ntlm] : []
        }
    }

    /// The security profiles (DSP0226) that Identify tells of.
    func profiles(isTLS: Bool) -> [String] {
        let kind = isTLS ? "https" : "http"
        let negotiated = needsGSSAPI ? ["\(kind)/spnego-kerberos"] : []
        let certificate = isTLS && methods.contains(.certificate) ? ["https/mutual"] : []
        return (takesBasic(isTLS: isTLS) ? ["\(kind)/basic"] : []) + negotiated + certificate
    }

    /// The values of `WWW-Authenticate` with which a computer asks for a log-on.
    func offers(isTLS: Bool) -> [String] {
        let schemes = LogOnScheme.allCases.filter { !mechanisms($0).isEmpty }.map(\.rawValue)
        return schemes + (takesBasic(isTLS: isTLS) ? ["Basic realm=\"WSMAN\""] : [])
    }
}

/// A mechanism of GSSAPI.
enum LabMechanism: String, Sendable {
    case kerberos, ntlm
}

/// A scheme of HTTP whose tokens are those of a mechanism, in the order in which they are offered.
enum LogOnScheme: String, Sendable, CaseIterable {
    case negotiate = "Negotiate"
    case kerberos = "Kerberos"
    /// Not offered by Windows, but what curl speaks.
    case ntlm = "NTLM"

    /// How messages of a session are called that began by this scheme (MS-WSMV 2.2.9.1).
    var messageProtocol: String {
        self == .kerberos ? "application/HTTP-Kerberos-session-encrypted" : "application/HTTP-SPNEGO-session-encrypted"
    }
}
