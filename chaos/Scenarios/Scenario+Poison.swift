import ActivationPipeline
import TestSupport

extension Scenario {
    private static let victim = "once-0007"

    /// What ends up in the dead queue, by its workers' deaths or in spite of them.
    static let poison: [Scenario] = [
        // One message, so that the copies can be counted: one for each death, and one more.
        Scenario(
            name: "fail-\(FailPoint.afterRejectionConfirmed.rawValue)",
            summary: "a worker kills itself twice between the dead copy of what is no job and the acknowledgement",
            jobs: 200,
            workers: 1,
            environment: { _, _, start in
                start > 2 ? [:] : [FailPoint.variable: "\(FailPoint.afterRejectionConfirmed.rawValue):1"]
            },
            expectedDead: 3
        ) { stage in
            try await stage.publishNoJob()
            try await eventually(within: .seconds(60), "three copies of what is no job") {
                try await stage.campus.messageCounts()[stage.campus.names.deadQueue] == 3
            }
        },
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
