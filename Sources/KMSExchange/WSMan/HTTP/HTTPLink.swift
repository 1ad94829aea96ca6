internal import NIOCore
internal import NIOSSL

/// One TCP connection, with its TLS, told from the one that replaces it: a security context belongs to exactly one.
struct HTTPLink: Sendable {
    let channel: any Channel

    /// Whether both are the same connection.
    static func === (one: HTTPLink, other: HTTPLink) -> Bool { one.channel === other.channel }

    /// The certificate that the other side has shown, in DER.
    func certificate() async throws(ChannelError) -> [UInt8] {
        do {
            if let certificate = try await channel.nioSSL_peerCertificate().get() {
                return try certificate.toDERBytes()
            }
        } catch {
            throw .connectionLost(detail: "The connection ended before the log-on.")
        }
        throw .tls(detail: "The computer showed no certificate.")
    }
}
