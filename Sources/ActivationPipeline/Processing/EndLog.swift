internal import ActivationDomain
package import Logging

/// Tells the log of each job that has ended and whose product is not activated: that is what a person looks for there.
package struct EndLog: Sendable {
    private let logger: Logger

    /// Makes a log.
    package init(_ logger: Logger) {
        self.logger = logger
    }

    /// Tells of the last event of a job, once the broker has it.
    func tell(_ event: ActivationEvent) {
        guard event.state.isLast, event.state != .activated else { return }
        var metadata: Logger.Metadata = [
            "job.id": "\(event.job.id.text)", "job.computer": "\(event.job.computer.name)",
            "job.product": "\(event.job.product)", "job.state": "\(event.state.rawValue)",
        ]
        if let failure = event.failure {
            metadata["error.code"] = "\(failure.code)"
            if let inner = failure.innerCode { metadata["error.inner"] = "\(inner)" }
        }
        if let detail = Self.detail(event.evidence) { metadata["error.detail"] = "\(detail)" }
        logger.warning("a job has ended and its product is not activated", metadata: metadata)
    }

    /// What was said of the failure, and what a worker has mended before it all the same.
    static func detail(_ evidence: Evidence) -> String? {
        let parts = [evidence.detail, evidence.mended.map { "(mended: \($0))" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
