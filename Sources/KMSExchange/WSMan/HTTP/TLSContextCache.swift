internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The TLS contexts of a process, one for each file of trust roots and each certificate that is shown.
///
/// Making one reads and parses files and allocates thousands of times: too much for each of 2,000 exchanges. A file
/// that has changed since is read again.
final class TLSContextCache: Sendable {
    static let shared = TLSContextCache()

    private struct Key: Hashable {
        var trustRoots: String?
        var identity: TLSIdentity?

        var files: [String] {
            [trustRoots, identity?.certificateFile, identity?.keyFile].compactMap(\.self)
        }
    }

    private struct Entry {
        var stamps: [Stamp?]
        var context: NIOSSLContext
    }

    private struct Stamp: Equatable {
        var modified: Date?
        var size: Int?
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// The context that trusts the certificates in the PEM file `trustRoots`, or those of the system when it is nil, and
    /// shows `identity` to a server that asks.
    func context(trustRoots: String?, identity: TLSIdentity? = nil) throws(ChannelError) -> NIOSSLContext {
        let key = Key(trustRoots: trustRoots, identity: identity)
        let stamps = key.files.map(Self.stamp)
        // Made under the lock on purpose: whoever comes at the same time needs the same context.
        let result: Result<NIOSSLContext, ChannelError> = entries.withLock { entries in
            if let entry = entries[key], entry.stamps == stamps { return .success(entry.context) }
            return Result { () throws(ChannelError) in
                let context = try Self.makeContext(key)
                entries[key] = Entry(stamps: stamps, context: context)
                return context
            }
        }
        return try result.get()
    }

    private static func makeContext(_ key: Key) throws(ChannelError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // A computer that does not say farewell must not hold its socket.
        configuration.shutdownTimeout = .seconds(1)
        if let identity = key.identity { try show(identity, &configuration) }
        if let trustRoots = key.trustRoots {
            // Read here: a context that cannot read them itself is never freed.
            configuration.trustRoots = .certificates(try certificates(trustRoots))
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            guard let identity = key.identity else {
                throw .tls(
                    detail:
                        "TLS cannot be set up with the certificates of worker.winrm.caFile, or the system's where it is "
                        + "not set."
                )
            }
            throw .tls(
                detail: "The key \(identity.keyFile) does not belong to the certificate \(identity.certificateFile)."
            )
        }
    }

    /// Has a context show a certificate.
    ///
    /// Windows asks for one only when it sees whom a request is for, by a second handshake on the same connection. That
    /// exists up to TLS 1.2 alone; what TLS 1.3 has instead, the library does not know.
    private static func show(_ identity: TLSIdentity, _ configuration: inout TLSConfiguration) throws(ChannelError) {
        configuration.maximumTLSVersion = .tlsv12
        configuration.renegotiationSupport = .once
        configuration.certificateChain = try certificates(identity.certificateFile).map { .certificate($0) }
        guard let text = PrivateKeyText(file: identity.keyFile) else {
            throw .tls(detail: unreadable(identity.keyFile))
        }
        if case .encrypted = text {
            throw .tls(
                detail:
                    "The key \(identity.keyFile) has a passphrase, and nobody is there to type it: name a key without one."
            )
        }
        guard let key = try? NIOSSLPrivateKey(file: identity.keyFile, format: .pem) else {
            throw .tls(detail: "The file \(identity.keyFile) holds no key in PEM: name one that does.")
        }
        configuration.privateKey = .privateKey(key)
    }

    private static func certificates(_ path: String) throws(ChannelError) -> [NIOSSLCertificate] {
        guard FileManager.default.isReadableFile(atPath: path) else { throw .tls(detail: unreadable(path)) }
        guard let found = try? NIOSSLCertificate.fromPEMFile(path), !found.isEmpty else {
            throw .tls(detail: "The file \(path) holds no certificate in PEM: name one that does.")
        }
        return found
    }

    private static func unreadable(_ path: String) -> String {
        "The file \(path) does not exist or cannot be read: mend its path or its mode."
    }

    private static func stamp(of path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Stamp(modified: attributes[.modificationDate] as? Date, size: attributes[.size] as? Int)
    }
}
