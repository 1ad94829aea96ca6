import ActivationPipeline
import Foundation
import TestSupport

extension Scenario {
    /// What happens to workers, with a sound broker and network.
    static let workers: [Scenario] =
        [
            Scenario(
                name: "worker-kill",
                summary: "workers are killed (-9) at random, nine times",
                isShort: true
            ) { stage in
                for turn in 1...9 {
                    try await stage.progress(Double(turn) * 0.08)
                    try await stage.kill(try stage.anyWorker())
                }
            },
            Scenario(
                name: "worker-term",
                summary: "a worker is told to stop (SIGTERM) while exchanges run, six times; another is started",
                isShort: true,
                lab: LabMix(seconds: "0.2...0.4")
            ) { stage in
                for turn in 1...6 {
                    try await stage.progress(Double(turn) * 0.1)
                    try await stage.stop(try stage.anyWorker())
                }
            },
            Scenario(
                name: "worker-freeze",
                summary: "a worker is halted (SIGSTOP) past three heartbeats and goes on (SIGCONT), twice",
                environment: { _, _, _ in ["ROLLCALL_BROKER_HEARTBEAT": "2s"] },
                workersSurvive: true
            ) { stage in
                for turn in 1...2 {
                    try await stage.progress(Double(turn) * 0.2)
                    let worker = try stage.anyWorker()
                    stage.countLosses(consuming: 1, publishing: 1)
                    try await stage.faults.during("SIGSTOP of \(worker)") {
                        try stage.crew.signal(worker, SIGSTOP)
                        try await stage.last(.seconds(7))
                        try stage.crew.signal(worker, SIGCONT)
                    }
                }
            },
        ] + workerFailPoints + [contradiction, handBackFailPoint, enrolmentFailPoints]

    /// A row for each point of a worker's way with a job.
    ///
    /// Both workers die there three times, after some jobs, and are
    /// then started without the fail point.
    private static let workerFailPoints: [Scenario] = [
        FailPoint.afterDelivery, .afterRunningSent, .afterExchange, .afterFollowUpSent, .afterEventConfirmed,
        .afterFollowUpConfirmed, .afterEndConfirmed, .afterAcknowledge,
    ].map { point in
        Scenario(
            name: "fail-\(point.rawValue)",
            summary: "both workers kill themselves three times at the fail point \(point.rawValue)",
            isShort: point == .afterFollowUpConfirmed || point == .afterEndConfirmed,
            jobs: 300,
            // With fewer a slow disk may leave the slower worker too few for its third death.
            shortJobs: 300,
            // Six deaths in a second, each counted against all that its worker held, are the limit for some of them.
            workerSettings: ["crashLimit: 12"],
            environment: { _, _, start in start > 3 ? [:] : [FailPoint.variable: "\(point.rawValue):\(2 * start)"] }
        ) { stage in
            try await eventually(within: .seconds(180), "six deaths at \(point.rawValue)") {
                try stage.crew.deaths >= 6
            }
        }
    }

    /// The way to ends that contradict each other: the last attempt fails, its worker dies when that is said, and the
    /// attempt's repetition, by a worker that dies so as well, succeeds.
    private static let contradiction = Scenario(
        name: "fail-contradiction",
        summary: "both workers die when the broker has the end of a job whose next execution comes to something else",
        jobs: 200,
        environment: { _, _, start in
            start > 1 ? [:] : [FailPoint.variable: "\(FailPoint.afterEndConfirmed.rawValue)@limit-0001"]
        }
    ) { stage in
        try await eventually(within: .seconds(60), "a death of each worker") { try stage.crew.deaths >= 2 }
    }

    /// Deaths while handing back, which only happens when a worker stops.
    private static let handBackFailPoint = Scenario(
        name: "fail-\(FailPoint.afterHandBackConfirmed.rawValue)",
        summary: "a worker that stops kills itself while it hands jobs back, twice",
        jobs: 300,
        lab: LabMix(seconds: "0.3...0.5"),
        workerSettings: ["shutdownLimit: 100ms"],
        environment: { _, _, start in
            start > 1 ? [:] : [FailPoint.variable: "\(FailPoint.afterHandBackConfirmed.rawValue):5"]
        }
    ) { stage in
        for (turn, worker) in try stage.crew.names.enumerated() {
            try await stage.progress(Double(turn + 1) * 0.1)
            try await stage.stop(worker)
            try await eventually(within: .seconds(30), "the death of \(worker)") {
                try stage.crew.deaths >= turn + 1
            }
        }
    }

    /// An enrolling program dies between a job's confirm and its event, and is run again.
    private static let enrolmentFailPoints = Scenario(
        name: "fail-enrolment",
        summary: "enrolment is killed after a job's confirm and before its last word, and run again",
        jobs: 300,
        enrolment: .byScenario
    ) { stage in
        for plan in ["\(FailPoint.afterJobConfirmed.rawValue):60", FailPoint.afterEnrolment.rawValue] {
            let ended = try await stage.campus.rollcall(
                "enroll",
                "--register",
                stage.campus.register.path,
                "--campaign",
                Stage.campaign,
                environment: [FailPoint.variable: plan]
            )
            guard ended.status == 128 + SIGKILL else {
                throw TestSupportError("enrolment did not die at \(plan): \(ended.status) \(ended.errors)")
            }
            stage.faults.note("death of enrolment at \(plan)")
            stage.countEnrolledAgain(stage.jobs)
        }
        try await stage.enrol()
    }
}
