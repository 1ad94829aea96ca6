internal import BoardProjection
internal import Foundation
internal import Logging
internal import NIOSSL
internal import Synchronization

/// The certificate in use, which a renewed file takes the place of without a restart.
///
/// Connections that stand keep the one that they began with.
final class CertificateRenewal: Sendable {
    private struct State {
        var certificate: ServerCertificate
        var stamps: [FileStatus?]
    }

    private let files: (certificate: String, key: String)
    private let state: Mutex<State>
    private let logger: Logger

    /// Reads the files; from then on ``run()`` looks after them.
    init(certificateFile: String, keyFile: String, logger: Logger) throws(BoardServerError) {
        files = (certificateFile, keyFile)
        // Looked at first: what is written meanwhile is then read once more.
        let stamps = [FileStatus(path: certificateFile), FileStatus(path: keyFile)]
        let certificate = try ServerCertificate(certificateFile: certificateFile, keyFile: keyFile)
        state = Mutex(State(certificate: certificate, stamps: stamps))
        self.logger = logger
        warn(of: certificate)
    }

    /// What a new connection is served with.
    var context: NIOSSLContext { state.withLock { $0.certificate.context } }

    /// Looks every half minute; ends when the task is cancelled.
    func run() async throws {
        while true {
            try await Task.sleep(for: .seconds(30))
            renewIfChanged()
        }
    }

    /// Takes the files again when they are others than before; those that cannot be used are left until they change.
    ///
    /// Two files are never written at one moment: between them the key does not belong, and the old pair stays.
    func renewIfChanged() {
        let stamps = [FileStatus(path: files.certificate), FileStatus(path: files.key)]
        guard state.withLock({ $0.stamps }) != stamps else { return }
        do throws(BoardServerError) {
            let certificate = try ServerCertificate(certificateFile: files.certificate, keyFile: files.key)
            state.withLock { $0 = State(certificate: certificate, stamps: stamps) }
            logger.notice("the board's renewed certificate is in use")
            warn(of: certificate)
        } catch {
            state.withLock { $0.stamps = stamps }
            logger.error(
                "the board's changed certificate cannot be used; the one from before stays in use",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private func warn(of certificate: ServerCertificate) {
        let left = certificate.endsAt.timeIntervalSinceNow
        guard left < 14 * 86_400 else { return }
        logger.warning(
            left < 0 ? "the board's certificate has ended" : "the board's certificate ends soon",
            metadata: ["certificate.ends": "\(certificate.endsAt.formatted(.iso8601))"]
        )
    }
}
