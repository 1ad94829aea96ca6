internal import Foundation
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The TLS contexts of a process, one for each file of trust roots.
///
/// Making one reads and parses files and allocates thousands of times: too much for each of 2,000 exchanges. A file
/// that has changed since is read again.
final class TLSContextCache: Sendable {
    static let shared = TLSContextCache()

    private struct Entry {
        var stamp: Stamp?
        var context: NIOSSLContext
    }

    private struct Stamp: Equatable {
        var modified: Date?
        var size: Int?
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// The context that trusts the certificates in the PEM file `trustRoots`, or those of the system when it is nil.
    func context(trustRoots: String?) throws(ChannelError) -> NIOSSLContext {
        let stamp = trustRoots.flatMap(Self.stamp)
        // Made under the lock on purpose: whoever comes at the same time needs the same context.
        let result: Result<NIOSSLContext, ChannelError> = entries.withLock { entries in
            let key = trustRoots ?? ""
            if let entry = entries[key], entry.stamp == stamp { return .success(entry.context) }
            do {
                let context = try Self.makeContext(trustRoots: trustRoots)
                entries[key] = Entry(stamp: stamp, context: context)
                return .success(context)
            } catch {
                let name = trustRoots ?? "the system's trust roots"
                return .failure(
                    .tls(detail: "The trust roots cannot be read from \(name): give a PEM file. (\(error))")
                )
            }
        }
        return try result.get()
    }

    private static func makeContext(trustRoots: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let trustRoots {
            // Read here: a context that cannot read them itself is never freed.
            let certificates = try NIOSSLCertificate.fromPEMFile(trustRoots)
            guard !certificates.isEmpty else { throw NIOSSLError.failedToLoadCertificate }
            configuration.trustRoots = .certificates(certificates)
        }
        // A computer that does not say farewell must not hold its socket.
        configuration.shutdownTimeout = .seconds(1)
        return try NIOSSLContext(configuration: configuration)
    }

    private static func stamp(of path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Stamp(modified: attributes[.modificationDate] as? Date, size: attributes[.size] as? Int)
    }
}
