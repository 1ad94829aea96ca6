import ActivationPipeline
import TestSupport

extension Scenario {
    /// What takes long, and so runs only when it is named.
    static let soak: [Scenario] = [
        Scenario(
            name: "soak",
            summary: "300,000 jobs with a fault every 20 s; the worker that is never killed must take no more and more",
            isNamedOnly: true,
            jobs: 300_000,
            shortJobs: 6_000,
            rounds: 30,
            workers: 3,
            slots: 200,
            lab: LabMix(seconds: "0.02...0.08", hasFailures: false),
            environment: { stage, _, _ in
                [
                    "ROLLCALL_BROKER_URL": "amqp://\(stage.campus.users.name(.worker))@127.0.0.1:\(stage.proxy.port)/",
                    "ROLLCALL_BROKER_HEARTBEAT": "3s", "ROLLCALL_BROKER_CONNECT_TIMEOUT": "5s",
                ]
            },
            limit: .seconds(300),
            enrolment: .byScenario
        ) { stage in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await stage.enrolInRounds() }
                group.addTask { try await stage.strikeAgainAndAgain(every: .seconds(20)) }
                group.addTask { try await stage.sample("w1", every: .seconds(5)) }
                // The enrolment ends; the others go on until then.
                try await group.next()
                group.cancelAll()
            }
        }
    ]
}

extension Stage {
    /// Enrols round after round, each when the one before the last has ended, and waits for the end of all.
    fileprivate func enrolInRounds() async throws {
        for round in 1...rounds {
            try await enrol(round: round)
            let wanted = (round - 1) * jobs / rounds
            try await eventually(within: .seconds(300), "the end of round \(round - 1)") { follower.ended >= wanted }
        }
        try await eventually(within: .seconds(600), "the end of all jobs") { follower.ended >= jobs }
    }

    /// Does one thing after another, without end.
    fileprivate func strikeAgainAndAgain(every interval: Duration) async throws {
        var turn = 0
        while true {
            try await last(interval)
            switch turn % 7 {
            case 0: try await kill("w2")
            case 1: strike("cut", .cut)
            case 2: try await stop("w3")
            case 3:
                try countLossOfAll()
                try await faults.during("close_all_connections") { try await closeConnections() }
            case 4:
                try await alarm("memory alarm", ["set_vm_memory_high_watermark", "absolute", "1MiB"]) {
                    try await last(.seconds(3))
                } clear: {
                    ["set_vm_memory_high_watermark", "0.4"]
                }
            case 5: strike("reset", .reset)
            default:
                try countLossOfAll(brokers: 1)
                try await faults.during("kill -9 of the broker") {
                    try await broker.kill()
                    try await broker.start()
                }
            }
            turn += 1
        }
    }

    fileprivate func sample(_ worker: String, every interval: Duration) async throws {
        while true {
            try await last(interval)
            if let process = try crew.process(worker) { resources.sample(process) }
        }
    }
}
