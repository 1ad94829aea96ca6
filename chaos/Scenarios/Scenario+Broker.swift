import AMQPClient
import ActivationDomain
import ActivationPipeline
import TestSupport

extension Scenario {
    /// What happens to the broker.
    static let broker: [Scenario] = [
        Scenario(
            name: "broker-kill",
            summary: "the broker is killed (-9) with the ladder full, and started again, twice",
            isShort: true,
            // Waits of 3 to 18 s, so that many jobs are in several levels of the ladder.
            scale: 0.05,
            workersSurvive: true
        ) { stage in
            for share in [0.5, 0.75] {
                try await stage.progress(share)
                try stage.countLossOfAll(brokers: 1)
                try await stage.faults.during("kill -9 of the broker") {
                    try await stage.broker.kill()
                    try await stage.broker.start()
                }
            }
        },
        Scenario(
            name: "broker-restart",
            summary: "the broker is stopped in order and started again",
            workersSurvive: true
        ) { stage in
            try await stage.progress(0.3)
            try stage.countLossOfAll()
            try await stage.faults.during("restart of the broker") { try await stage.broker.restart() }
        },
        Scenario(
            name: "connections-closed",
            summary: "the broker closes all connections, three times",
            workersSurvive: true
        ) { stage in
            for turn in 1...3 {
                try await stage.progress(Double(turn) * 0.2)
                try stage.countLossOfAll()
                try await stage.faults.during("close_all_connections") { try await stage.closeConnections() }
            }
        },
        Scenario(
            name: "queue-deleted-empty",
            summary: "the bulk lane is deleted while no job is in it, and restored by topology apply",
            workersSurvive: true,
            enrolment: .byScenario
        ) { stage in
            try await stage.faults.during("deletion of the empty lane") {
                try await stage.deleteLane()
                try await stage.last(.seconds(2))
                try await stage.applyTopology()
            }
            try await stage.enrol()
        },
        Scenario(
            name: "queue-deleted-full",
            summary: "the bulk lane is deleted full and restored; enrolling again brings exactly the jobs gone back",
            lab: LabMix(seconds: "0.1...0.2", hasFailures: false),
            workersSurvive: true
        ) { stage in
            try await stage.progress(0.2)
            // A lost consumer's deliveries are gone with the queue, but what runs is finished.
            try stage.countLossOfAll()
            try await stage.faults.during("deletion of the full lane") {
                try await stage.deleteLane()
                try await stage.applyTopology()
            }
            try await stage.settled()
            stage.noteGone(stage.jobs - stage.follower.ended)
            stage.countEnrolledAgain(stage.jobs)
            try await stage.enrol()
        },
        Scenario(
            name: "memory-alarm",
            summary: "the memory alarm blocks publishers for five seconds, twice",
            workersSurvive: true
        ) { stage in
            for turn in 1...2 {
                try await stage.progress(Double(turn) * 0.2)
                try await stage.alarm("memory alarm", ["set_vm_memory_high_watermark", "absolute", "1MiB"]) {
                    try await stage.last(.seconds(5))
                } clear: {
                    ["set_vm_memory_high_watermark", "0.4"]
                }
            }
        },
        Scenario(
            name: "disk-alarm",
            summary: "the disk alarm blocks publishers for five seconds",
            workersSurvive: true
        ) { stage in
            try await stage.progress(0.3)
            try await stage.alarm("disk alarm", ["set_disk_free_limit", "1000000GB"]) {
                try await stage.last(.seconds(5))
            } clear: {
                ["set_disk_free_limit", "50MB"]
            }
        },
    ]
}

extension Stage {
    /// Has the broker close every connection, the harness's own too.
    func closeConnections() async throws {
        try await broker.control("close_all_connections", "chaos")
    }

    /// Deletes the bulk lane with all that is in it.
    func deleteLane() async throws {
        let connection = try await StatusLog.connected([broker.url])
        let channel = try await connection.openChannel()
        try await channel.deleteQueue(campus.names.lane(.bulk))
        await connection.close()
    }

    /// Declares what is missing.
    func applyTopology() async throws {
        let ended = try await campus.rollcall("topology", "apply")
        guard ended.status == 0 else { throw TestSupportError("topology apply: \(ended.errors)") }
    }

    /// Waits until no further job ends: what is not in the lane any more never will.
    func settled() async throws {
        var last = -1
        try await eventually(within: .seconds(60), "that no further job ends") {
            let ended = follower.ended
            if ended == last, try await Accounting.left(campus).values.allSatisfy({ $0 == 0 }) { return true }
            last = ended
            try await Task.sleep(for: .seconds(2))
            return false
        }
    }

    /// Sets an alarm off for as long as `body` takes.
    func alarm(
        _ name: String,
        _ raise: [String],
        _ body: () async throws -> Void,
        clear: () -> [String]
    ) async throws {
        try await faults.during(name) {
            try await broker.control(raise)
            do {
                try await body()
            } catch {
                _ = try? await broker.control(clear())
                throw error
            }
            try await broker.control(clear())
        }
    }
}
