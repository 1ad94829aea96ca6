import ActivationDomain
import ActivationPipeline
import TestSupport

/// What the tests of the pipeline share.
enum PipelineFixture {
    /// 2026-09-01T08:00:00Z.
    static let time = Timestamp(microseconds: 1_788_249_600_000_000)

    static func job(
        _ name: String = "A101-01",
        product: String = "windows",
        round: Int = 1,
        attempt: Int = 1,
        notAfter: Timestamp? = nil
    ) -> Job {
        let computer = Job.Computer(
            name: name,
            address: "127.0.1.1",
            assetTag: "T-1",
            site: "main",
            lab: "A101",
            channel: .winrm
        )
        var job = Job(
            campaign: "2026-autumn",
            round: round,
            computer: computer,
            product: product,
            enrolledAt: time,
            notAfter: notAfter
        )
        job.attempt = attempt
        return job
    }

    static func event(
        _ state: ActivationState,
        _ job: Job = job(),
        code: ErrorCode? = nil,
        inner: ErrorCode? = nil,
        at time: Timestamp = time
    ) throws -> ActivationEvent {
        var event = ActivationEvent(job: job, state: state, source: "/rollcall/worker/w1", time: time)
        if let code {
            event.failure = .init(code: code, innerCode: inner, entry: try errors().entry(inner ?? code))
        }
        return event
    }

    static func errors() throws -> ErrorCatalogue {
        try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
    }

    static func products() throws -> ProductCatalogue {
        try ProductCatalogue(yaml: RepositoryFile.text("config/products.yaml"), file: "products.yaml")
    }
}
