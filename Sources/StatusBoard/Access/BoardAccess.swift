internal import Foundation
package import Logging

/// What stands between the network and the board's pages.
///
/// It is made before anything else, so that what is wrong with a certificate, a users file or an address is told at once.
package struct BoardAccess: Sendable {
    /// What operators have written.
    package let store: OperatorStore
    /// Who did what.
    package let audit: AuditLog
    let certificate: CertificateRenewal?
    let recognizer: Recognizer

    /// Reads and opens all that the settings name.
    ///
    /// - Throws: ``BoardServerError`` with the setting and what is wrong with it.
    package init(_ configuration: BoardConfiguration, logger: Logger) throws(BoardServerError) {
        try self.init(configuration, logger: logger, now: { .now })
    }

    init(
        _ configuration: BoardConfiguration,
        logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(BoardServerError) {
        try configuration.checkListening()
        if let tls = configuration.tls {
            certificate = try CertificateRenewal(
                certificateFile: tls.certificateFile,
                keyFile: tls.keyFile,
                logger: logger
            )
        } else {
            certificate = nil
        }
        audit = try AuditLog(path: configuration.auditFile, logger: logger)
        var desk: LogOnDesk?
        if let path = configuration.usersFile {
            desk = LogOnDesk(
                roster: try UserRoster(path: path, logger: logger),
                audit: audit,
                lifetime: configuration.sessionLifetime,
                // Half of the machine at most: the board goes on beside log-ons.
                bench: HashBench(threads: min(2, max(1, ProcessInfo.processInfo.activeProcessorCount / 2))),
                now: now
            )
        }
        recognizer = Recognizer(desk: desk, isTLS: configuration.tls != nil, now: now)
        store = try OperatorStore(path: configuration.operatorDatabase)
    }
}
