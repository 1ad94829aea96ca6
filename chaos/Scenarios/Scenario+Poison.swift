import ActivationPipeline
import TestSupport

extension Scenario {
    private static let victim = "once-0007"

    /// A job that its workers die of, again and again.
    static let poison: [Scenario] = [
        Scenario(
            name: "poison-crash-limit",
            summary: "a job kills every worker that runs it, and ends as failed by worker.crashLimit; no other does",
            jobs: 200,
            shortJobs: 100,
            slots: 10,
            environment: { _, _, _ in [FailPoint.variable: "\(FailPoint.afterRunningSent.rawValue)@\(victim)"] },
            expectedDead: 1,
            fates: [victim: "failed"]
        ) { stage in
            try await eventually(within: .seconds(60), "six deaths by the poisonous job") {
                try stage.crew.deaths >= 6
            }
        },
        // With one slot, so that no other job is in the hands of a worker that dies.
        Scenario(
            name: "poison-delivery-limit",
            summary: "a job kills every worker before that looks at it; the broker's delivery limit (20) moves it away",
            jobs: 60,
            shortJobs: 40,
            workers: 1,
            slots: 1,
            lab: LabMix(hasFailures: false),
            workerSettings: ["crashLimit: 19"],
            environment: { _, _, _ in [FailPoint.variable: "\(FailPoint.afterDelivery.rawValue)@\(victim)"] },
            expectedDead: 1,
            expectedWithoutEnd: 1
        ) { stage in
            try await eventually(within: .seconds(90), "21 deaths by the poisonous job") {
                try stage.crew.deaths >= 21
            }
        },
    ]
}
