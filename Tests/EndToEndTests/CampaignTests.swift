import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// Whole campaigns: a register goes in, every job ends as the scenario says, and the events tell why.
@Suite(.timeLimit(.minutes(5)))
struct CampaignTests {
    private static let mixedLab = """
          - { name: "OK-{1...8}", address: "127.51.1.{1...8}", site: main, lab: Mixed, products: [windows, office-2021], seconds: 0.05 }
          - { name: GROWS, address: 127.51.2.1, site: main, lab: Mixed, products: windows, activate: [0xC004F074, 0xC004F074, 0xC004F074, 0xC004F074, ok] }
          - { name: HOST, address: 127.51.2.2, site: main, lab: Mixed, products: windows, activate: [0xC004F039, ok] }
          - { name: COUNT, address: 127.51.2.3, site: main, lab: Mixed, products: windows, activate: [0xC004F038, ok] }
          - { name: CLOCK, address: 127.51.2.4, site: main, lab: Mixed, products: windows, activate: 0xC004F074, inner: 0xC004F06C, clockOffset: -9h, timeZone: { bias: -60, name: Cape Verde Standard Time }, expect: failed }
          - { name: SLIC, address: 127.51.2.5, site: main, lab: Mixed, products: windows, activate: 0xC004F035, expect: failed }
          - { name: ACCESS, address: 127.51.2.6, site: main, lab: Mixed, products: windows, activate: 0x80070005, expect: failed }
          - { name: RETAIL, address: 127.51.2.7, site: main, lab: Mixed, products: office-2021, licenceChannel: retail, status: 5, expect: refused }
          - { name: LIES, address: 127.51.2.8, site: main, lab: Mixed, products: windows, activate: lies, expect: failed }
          - { name: DONE, address: 127.51.2.9, site: main, lab: Mixed, products: windows, status: 1, minutes: 250000 }
          - { name: OLD, address: 127.51.2.10, site: main, lab: Mixed, products: windows, status: 1, minutes: 100000 }
          - { name: JOINED, address: 127.51.2.11, site: main, lab: Mixed, products: windows, activate: 0xC004F074, inner: 0xC004F06C, eventForm: joined, clockOffset: 5h, expect: failed }
          - { name: SEVEN, address: 127.51.2.12, site: main, lab: Mixed, products: [windows, office-2010], windowsVersion: "6.1" }
          - { name: XML, address: 127.51.2.13, site: main, lab: Mixed, products: windows, fault: brokenXML, faultTimes: 1 }
          - { name: DROP, address: 127.51.2.14, site: main, lab: Mixed, products: windows, fault: dropped, faultTimes: 1 }
        """

    @Test("Every job of a mixed lab ends as its scenario says, with waits, causes and evidence")
    func mixedLab() async throws {
        try await Campus.withRunning(
            computers: CampaignTests.mixedLab,
            scale: 0.002,
            worker: ["stepTimeout: 60s", "exchangeTimeout: 120s"]
        ) { campus in
            let workers = try [campus.startWorker("w1"), campus.startWorker("w2")]
            let jobs = try await campus.enrol("mixed")
            let (events, file) = try await campus.events(of: "mixed", jobs: jobs)
            let judgement = try await campus.judge(file, againstScenario: true)
            #expect(judgement.jobs == jobs)
            #expect(judgement.jobsWithoutEnd.isEmpty)
            #expect(judgement.mismatches?.isEmpty == true)
            #expect(judgement.duplicateEvents == 0)
            let schemas = try TestEnvironment.root() + "/config/contract"
            try await campus.peer("validate.py", "--schemas", schemas, "--events", file.path)
            try expectCauses(events)
            try expectEffects(try campus.ledger)
            try await eventually("nothing is left in the queues") {
                try await campus.messageCounts().allSatisfy { $0.key.hasSuffix("status.log") || $0.value == 0 }
            }
            for worker in workers { worker.signal(SIGTERM) }
            for worker in workers { #expect(try await worker.ended().status == 0) }
        }
    }

    private func end(of computer: String, _ events: [Event]) throws -> Event {
        let end = of(computer, events).first { $0.isLast }
        return try #require(end, "\(computer) has not ended")
    }

    private func of(_ computer: String, _ events: [Event]) -> [Event] {
        events.filter { $0.data.computer.name == computer }
    }

    private func expectCauses(_ events: [Event]) throws {
        let grows = of("GROWS", events).filter { $0.data.state == "deferred" }.compactMap(\.wait)
        // 2 min doubling, times 0.002, jittered by a half, in whole seconds of at least one.
        #expect(grows.count == 4)
        #expect(grows.allSatisfy { $0 >= 0.99 })
        #expect(of("GROWS", events).last?.data.attempt == 5)
        #expect(of("HOST", events).first { $0.data.state == "deferred" }?.data.error?.code == "0xC004F039")
        let deferred = of("COUNT", events).first { $0.data.state == "deferred" }
        let count = try #require(deferred)
        #expect(count.data.error?.class == "count")
        // Two hours, times 0.002, within a quarter: its own policy, far from that of a transient code.
        #expect((10.0...19.0).contains(count.wait ?? 0))
        for (computer, hours, zone) in [("CLOCK", -9.0, "Cape Verde Standard Time"), ("JOINED", 5.0, "UTC")] {
            let end = try end(of: computer, events)
            #expect(end.data.error?.code == "0xC004F074")
            #expect(end.data.error?.innerCode == "0xC004F06C")
            #expect(end.data.error?.class == "clock")
            #expect(end.data.exhausted == true)
            #expect(abs((end.data.evidence?.clockOffsetSeconds ?? 0) - hours * 3600) < 10)
            #expect(end.data.evidence?.timeZone?.contains(zone) == true)
        }
        for (computer, code) in [("SLIC", "0xC004F035"), ("ACCESS", "0x80070005")] {
            let end = try end(of: computer, events)
            #expect(end.data.error?.code == code)
            #expect(end.data.attempt == 1)
            #expect(end.data.exhausted == nil)
            #expect(end.data.error?.advice["zh-Hant"]?.isEmpty == false)
        }
        #expect(of("RETAIL", events).last?.data.error?.code == "ROLLCALL_NO_KMS_EDITION")
        #expect(of("DONE", events).last?.data.licence?.minutesRemaining == 250_000)
        #expect(of("OLD", events).last?.data.licence?.minutesRemaining == 259_200)
    }

    private func expectEffects(_ ledger: [LedgerEntry]) throws {
        func activations(_ computer: String) -> Int {
            ledger.filter { $0.action == "activate" && $0.computer == computer }.count
        }
        #expect(activations("DONE") == 0, "a licence with enough time left is not asked again")
        #expect(activations("OLD") == 1)
        #expect(activations("SLIC") == 1)
        #expect(activations("ACCESS") == 1)
        #expect(activations("GROWS") == 5)
        // The reply was lost, the activation was not: the next attempt looks first.
        #expect(activations("DROP") == 1)
    }

    @Test("A job enqueued by a program in another language is done, and its events are read from queue and stream")
    func peersInAnotherLanguage() async throws {
        let lab = "  - { name: PEER, address: 127.52.1.1, site: main, lab: Peers, products: windows }"
        try await Campus.withRunning(computers: lab) { campus in
            let worker = try campus.startWorker()
            let reader = try campus.startPeer(
                "read_events.py",
                [
                    "--url", try campus.users.url(.dashboard), "--prefix", campus.prefix, "--mode", "queue",
                    "--campaign", "imaging",
                    "--jobs",
                    "1", "--timeout", "60",
                ]
            )
            try await eventually("the reader has bound its queue") {
                reader.output.contains("ready") || !reader.isRunning
            }
            let computer =
                #"{"name":"PEER","address":"127.52.1.1","assetTag":"LAB-PEER","site":"main","lab":"Peers","channel":"winrm"}"#
            let id = try await campus.peer(
                "enqueue.py",
                "--url",
                try campus.users.url(.producer),
                "--prefix",
                campus.prefix,
                "--campaign",
                "imaging",
                "--computer",
                computer,
                "--product",
                "windows",
                "--lane",
                "urgent",
                "--label",
                "image=2026-10"
            ).trimmingCharacters(in: .whitespacesAndNewlines)
            let live = try await reader.ended()
            #expect(live.status == 0, "\(live.errors)")
            #expect(live.output.contains("\(id)/end"))
            let (events, _) = try await campus.events(of: "imaging", jobs: 1)
            #expect(events.map(\.data.state) == ["running", "activated"])
            #expect(events.allSatisfy { $0.data.labels == ["image": "2026-10"] })
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }

    @Test("Messages that are no job end in the dead queue with their reason, one event says so, the worker goes on")
    func malformedMessages() async throws {
        struct Sent: Decodable { var kind, reason, sha256: String }
        struct Dead: Decodable {
            var reason, detail, queue, worker: String?
            var size: Int
            var sha256: String
        }
        let lab = "  - { name: AFTER, address: 127.53.1.1, site: main, lab: Dead, products: windows }"
        try await Campus.withRunning(computers: lab) { campus in
            let worker = try campus.startWorker()
            func decoded<T: Decodable>(_ type: T.Type, _ text: String) throws -> [T] {
                try text.split(separator: "\n").map { try JSONDecoder().decode(T.self, from: Data($0.utf8)) }
            }
            let sent = try decoded(
                Sent.self,
                try await campus.peer("malformed.py", "--url", campus.users.url(.producer), "--prefix", campus.prefix)
            )
            let dead = try decoded(
                Dead.self,
                try await campus.peer(
                    "check_dead.py",
                    "--url",
                    campus.brokerURL,
                    "--prefix",
                    campus.prefix,
                    "--expect",
                    "\(sent.count)",
                    "--timeout",
                    "90"
                )
            )
            #expect(sent.count >= 9)
            #expect(worker.errors.contains("a message that is no job is set aside in the dead queue"))
            for message in sent {
                let found = dead.first { $0.sha256 == message.sha256 }
                let copy = try #require(found, "\(message.kind) is not in the dead queue")
                guard message.reason != "too-large" else { continue }
                #expect(copy.reason == message.reason, "\(message.kind)")
                #expect(copy.queue == "\(campus.prefix).jobs.bulk")
                #expect(copy.worker == "w1")
                #expect(copy.detail?.isEmpty == false)
            }
            let jobs = try await campus.enrol("after")
            let (events, _) = try await campus.events(of: "after", jobs: jobs)
            #expect(events.contains { $0.data.state == "activated" })
            let notices = try await campus.peer(
                "read_events.py",
                "--url",
                try campus.users.url(.dashboard),
                "--prefix",
                campus.prefix,
                "--mode",
                "stream",
                "--campaign",
                "after",
                "--jobs",
                "1",
                "--timeout",
                "90",
                "--notices"
            )
            let rejections = notices.split(separator: "\n").filter { $0.contains("rollcall.message.rejected") }
            #expect(rejections.count == sent.count)
            for message in sent {
                #expect(rejections.filter { $0.contains(message.sha256) && $0.contains(message.reason) }.count == 1)
            }
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }
}
