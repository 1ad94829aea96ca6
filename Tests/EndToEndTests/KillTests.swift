import Foundation
import TestSupport
import Testing

/// Nothing is lost, whatever is killed.
@Suite(.timeLimit(.minutes(5)))
struct KillTests {
    private static let lab = """
          - { name: "K{001...300}", address: "127.54.0.1+", site: main, lab: Kill, products: windows, seconds: 1 }
        """

    /// Every job ended once, as activated; what was executed twice is within the bound.
    private func expectWhole(_ campus: Campus, _ campaign: String, jobs: Int, repeatsAtMost: Int) async throws {
        let (_, file) = try await campus.events(of: campaign, jobs: jobs, within: 120)
        let judgement = try await campus.judge(file)
        #expect(judgement.jobs == jobs)
        #expect(judgement.jobsWithoutEnd.isEmpty)
        #expect(judgement.lastStates == ["activated": jobs])
        #expect(judgement.contradictoryEnds.isEmpty)
        let executions = try #require(judgement.executions)
        #expect(executions.total >= jobs)
        #expect(executions.total <= jobs + repeatsAtMost)
        try await eventually("nothing is left in the queues") {
            try await campus.messageCounts().allSatisfy { $0.key.hasSuffix("status.log") || $0.value == 0 }
        }
    }

    @Test("kill -9 of a worker with 200 exchanges running: another one finishes, each job ends once")
    func workerKilled() async throws {
        try await Campus.withRunning(computers: KillTests.lab, slots: 200) { campus in
            let victim = try campus.startWorker("victim")
            let jobs = try await campus.enrol("kill")
            try await eventually("200 exchanges run") {
                try campus.ledger.filter { $0.action == "connect" }.count >= 200
            }
            victim.signal(SIGKILL)
            _ = try await victim.ended()
            let heir = try campus.startWorker("heir")
            // What the victim had begun can have reached the computers; nothing else may be done twice.
            try await expectWhole(campus, "kill", jobs: jobs, repeatsAtMost: 200)
            heir.signal(SIGTERM)
            #expect(try await heir.ended().status == 0)
        }
    }

    @Test("kill -9 of the broker in the middle of a campaign: the worker waits for it and goes on, each job ends once")
    func brokerKilled() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(computers: KillTests.lab, slots: 50, on: broker) { campus in
                let worker = try campus.startWorker()
                let jobs = try await campus.enrol("broker")
                try await eventually("a part is done") {
                    try campus.ledger.filter { $0.action == "activate" }.count >= 100
                }
                try await broker.kill()
                try await broker.start()
                // What ran, and what was handed out and had begun by the second time.
                try await expectWhole(campus, "broker", jobs: jobs, repeatsAtMost: 100)
                worker.signal(SIGTERM)
                let ended = try await worker.ended()
                #expect(ended.status == 0)
                let lines = ended.errors.split(separator: "\n")
                    .filter { $0.contains("the broker is lost") || $0.contains("the broker is back") }
                #expect(lines.count == 2, "one line at the loss, one at the return:\n\(ended.errors)")
            }
        }
    }

    @Test("SIGTERM while the broker is away: the worker ends within its limits, and its jobs are done by another one")
    func stoppedWhileAway() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(
                computers: KillTests.lab,
                slots: 50,
                worker: ["shutdownLimit: 1s"],
                on: broker
            ) { campus in
                let first = try campus.startWorker("first")
                let jobs = try await campus.enrol("away")
                try await eventually("a part is done") {
                    try campus.ledger.filter { $0.action == "activate" }.count >= 100
                }
                try await broker.kill()
                first.signal(SIGTERM)
                let ended = try await first.ended()
                #expect(ended.hasExited)
                #expect(ended.status == 75, "\(ended.errors)")
                try await broker.start()
                let second = try campus.startWorker("second")
                try await expectWhole(campus, "away", jobs: jobs, repeatsAtMost: 100)
                second.signal(SIGTERM)
                #expect(try await second.ended().status == 0)
            }
        }
    }

    @Test("SIGTERM: what runs ends, the rest goes back to its lane with the same attempt, another worker does it")
    func stopsInOrder() async throws {
        try await Campus.withRunning(computers: KillTests.lab, slots: 60) { campus in
            let first = try campus.startWorker("first")
            let jobs = try await campus.enrol("stop")
            try await eventually("60 exchanges run") {
                try campus.ledger.filter { $0.action == "connect" }.count >= 60
            }
            first.signal(SIGTERM)
            let ended = try await first.ended()
            #expect(ended.status == 0, "\(ended.errors)")
            let second = try campus.startWorker("second")
            let (events, _) = try await campus.events(of: "stop", jobs: jobs)
            #expect(events.allSatisfy { $0.data.attempt == 1 }, "a shutdown uses up no attempt")
            try await expectWhole(campus, "stop", jobs: jobs, repeatsAtMost: 0)
            second.signal(SIGTERM)
            #expect(try await second.ended().status == 0)
        }
    }

    @Test("What still runs at the shutdown limit is cut off and given back; a second SIGTERM ends at once")
    func stopsAtTheLimit() async throws {
        let lab =
            "  - { name: \"SLOW{1...10}\", address: \"127.55.0.{1...10}\", site: main, lab: S, products: windows, seconds: 12 }"
        try await Campus.withRunning(computers: lab, slots: 10, worker: ["shutdownLimit: 200ms"]) { campus in
            func running() throws -> Int { try campus.ledger.filter { $0.action == "connect" }.count }
            let first = try campus.startWorker("first")
            let jobs = try await campus.enrol("cut")
            try await eventually("all run") { try running() >= 10 }
            first.signal(SIGTERM)
            #expect(try await first.ended().status == 0)
            let before = try running()
            let second = try campus.startWorker("second", environment: ["ROLLCALL_WORKER_SHUTDOWN_LIMIT": "1h"])
            try await eventually("all run again") { try running() >= before + 10 }
            // Two signals that wait are one.
            try await eventually("a second signal ends it") {
                second.signal(SIGTERM)
                return !second.isRunning
            }
            let ended = try await second.ended()
            #expect(ended.status == 75)
            let third = try campus.startWorker("third")
            let (events, file) = try await campus.events(of: "cut", jobs: jobs)
            #expect(events.filter { $0.data.attempt != 1 || $0.data.state == "deferred" }.map { "\($0)" } == [])
            #expect(try await campus.judge(file).lastStates == ["activated": jobs])
            third.signal(SIGTERM)
            #expect(try await third.ended().status == 0)
        }
    }

    @Test("A job that its workers die of is ended, with a copy in the dead queue, and runs alone before that")
    func poisonousJob() async throws {
        let lab = "  - { name: POISON, address: 127.56.0.1, site: main, lab: P, products: windows, fault: silent }"
        try await Campus.withRunning(computers: lab, worker: ["crashLimit: 3", "suspectAfter: 2"]) { campus in
            let jobs = try await campus.enrol("poison")
            for round in 1...3 {
                let worker = try campus.startWorker("w\(round)")
                try await eventually("the computer is contacted") {
                    try campus.ledger.filter { $0.action == "connect" }.count >= round
                }
                worker.signal(SIGKILL)
                _ = try await worker.ended()
            }
            let judge = try campus.startWorker("last")
            let (events, _) = try await campus.events(of: "poison", jobs: jobs)
            let last = events.first { $0.isLast }
            let end = try #require(last)
            #expect(end.data.state == "failed")
            #expect(end.data.error?.code == "ROLLCALL_WORKER_CRASHED")
            let dead = try await campus.peer(
                "check_dead.py",
                "--url",
                campus.brokerURL,
                "--prefix",
                campus.prefix,
                "--expect",
                "1",
                "--timeout",
                "90"
            )
            #expect(dead.contains("worker-crashed"))
            judge.signal(SIGTERM)
            #expect(try await judge.ended().status == 0)
        }
    }
}
