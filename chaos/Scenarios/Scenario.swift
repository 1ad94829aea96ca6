/// One kind of trouble: a campus, a crew of workers, and what is done to them while they work.
struct Scenario: Sendable {
    /// What a broker a scenario needs.
    enum BrokerKind: Sendable {
        case single
        /// So many nodes on this host.
        case cluster(Int)
    }

    /// How jobs are put in.
    enum Enrolment: Sendable {
        /// The whole register while the workers run, before ``act`` begins.
        case first
        /// ``act`` does it itself.
        case byScenario
    }

    var name: String
    /// One line for `--list`.
    var summary: String
    /// Whether it is one of the few of the short form.
    var isShort = false
    /// Whether it runs only when it is named.
    var isNamedOnly = false
    var broker = BrokerKind.single
    /// Jobs of a full run and of a short one.
    var jobs = 600
    var shortJobs = 200
    /// Rounds that the jobs are enrolled in, so that there are fewer computers than jobs.
    var rounds = 1
    var workers = 2
    var slots = 20
    /// What the lab's computers do.
    var lab = LabMix()
    /// `retry.scale`: with 0.01 the waits are 1 to 3 s.
    var scale = 0.01
    /// Further lines of the worker's section of the settings.
    var workerSettings: [String] = []
    /// Environment of the workers, beside what the stage adds.
    var environment: @Sendable (_ stage: Stage, _ worker: String, _ start: Int) -> [String: String] = { _, _, _ in [:] }
    /// Whether the workers are to come through it without ending: then one that ends by itself breaks the row.
    var workersSurvive = false
    /// Jobs that are to end up in the dead queue, and how many of those without a last state.
    var expectedDead = 0
    var expectedWithoutEnd = 0
    /// How the jobs of some computers are to end other than their script says.
    var fates: [String: String] = [:]
    /// How long all jobs may take to end after ``act``.
    var limit = Duration.seconds(120)
    var enrolment = Enrolment.first
    /// What happens.
    var act: @Sendable (Stage) async throws -> Void

    /// All scenarios, in the order of the table.
    static let all: [Scenario] = workers + broker + rights + network + poison + cluster + soak
}
