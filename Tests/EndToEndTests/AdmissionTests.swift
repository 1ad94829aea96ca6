import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// A worker holds administrator credentials: it contacts only what its own register names, and uses them with care.
@Suite(.timeLimit(.minutes(6)))
struct AdmissionTests {
    private func publish(_ jobs: [Job], _ campus: Campus) async throws {
        let connection = try await AMQPConnection.connect(try campus.users.configuration(.producer))
        let publisher = try await PipelinePublisher(over: connection, names: campus.names, source: "/rollcall/test")
        for job in jobs { try await publisher.send(job, to: .bulk).confirmed() }
        await connection.close()
    }

    private func job(_ name: String, _ address: String, notAfter: Timestamp? = nil) -> Job {
        Job(
            campaign: "forged",
            computer: Job.Computer(
                name: name,
                address: address,
                assetTag: "LAB-\(name)",
                site: "main",
                lab: "F",
                channel: .winrm
            ),
            product: "windows",
            enrolledAt: .now,
            notAfter: notAfter
        )
    }

    @Test("Forged and outdated jobs are refused or expire, and no connection is attempted")
    func noStranger() async throws {
        let lab = """
              - { name: OURS, address: 127.57.0.1, site: main, lab: F, products: windows }
              - { name: STRANGER, address: 127.57.0.2, site: main, lab: F, products: windows }
              - { name: OUTSIDE, address: 127.58.0.1, site: main, lab: F, products: windows }
            """
        try await Campus.withRunning(computers: lab, networks: "127.57.0.0/16") {
            campus in
            // The worker's register does not know STRANGER.
            let register = try String(contentsOf: campus.register, encoding: .utf8)
            let known = register.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("STRANGER") }.joined(
                separator: "\n"
            )
            try known.write(to: campus.register, atomically: true, encoding: .utf8)
            let worker = try campus.startWorker()
            let past = Timestamp.now.advanced(by: .seconds(-10))
            try await publish(
                [job("STRANGER", "127.57.0.2"), job("OURS", "127.57.0.2"), job("OUTSIDE", "127.58.0.1")],
                campus
            )
            let (events, _) = try await campus.events(of: "forged", jobs: 3)
            func end(_ name: String) -> Event? { events.first { $0.isLast && $0.data.computer.name == name } }
            #expect(end("STRANGER")?.data.error?.code == "ROLLCALL_NOT_IN_REGISTER")
            #expect(end("OURS")?.data.error?.code == "ROLLCALL_REGISTER_MISMATCH")
            #expect(end("OUTSIDE")?.data.error?.code == "ROLLCALL_ADDRESS_NOT_ALLOWED")
            #expect(["STRANGER", "OURS", "OUTSIDE"].allSatisfy { end($0)?.data.state == "refused" })
            var late = job("OURS", "127.57.0.1", notAfter: past)
            late = Job(campaign: "late", computer: late.computer, product: "windows", enrolledAt: .now, notAfter: past)
            try await publish([late], campus)
            let (expired, _) = try await campus.events(of: "late", jobs: 1)
            #expect(expired.map(\.data.state) == ["expired"])
            let contacted = try campus.ledger
            #expect(contacted.isEmpty, "something was contacted")
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }

    @Test("What a sender puts into properties and headers cannot stop a worker, nor keep other jobs from being done")
    func hostileProperties() async throws {
        let lab = "  - { name: CALM, address: 127.61.0.1, site: main, lab: H, products: windows }"
        try await Campus.withRunning(computers: lab) { campus in
            let worker = try campus.startWorker()
            let connection = try await AMQPConnection.connect(try campus.users.configuration(.producer))
            let channel = try await connection.openChannel()
            try await channel.enableConfirms()
            var long = MessageProperties()
            long.contentType = "application/json"
            long.type = "rollcall.job"
            long.messageID = String(repeating: "m", count: 255)
            var crowded = long
            crowded.messageID = "crowded"
            for number in 0..<100 { crowded.headers["h\(number)"] = .string(String(repeating: "x", count: 1000)) }
            for properties in [long, crowded] {
                let message = AMQPMessage(properties: properties, body: Array("not json".utf8))
                try await channel.publish(message, to: campus.names.jobs, routingKey: "bulk")
            }
            try await eventually("both lie in the dead queue") {
                try await campus.messageCounts()[campus.names.deadQueue] == 2
            }
            let jobs = try await campus.enrol("calm")
            let (events, _) = try await campus.events(of: "calm", jobs: jobs)
            #expect(events.filter { $0.data.state == "running" }.count == 1)
            #expect(events.contains { $0.data.state == "activated" })
            await connection.close()
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }

    @Test("A worker whose events can no longer be published ends with a reason and takes no more jobs")
    func nothingCanBePublished() async throws {
        let lab = "  - { name: \"N{1...3}\", address: \"127.62.0.{1...3}\", site: main, lab: N, products: windows }"
        try await Campus.withRunning(computers: lab) { campus in
            let worker = try campus.startWorker(environment: ["ROLLCALL_BROKER_PATIENCE": "3s"])
            let connection = try await AMQPConnection.connect(try AMQPConfiguration(uri: campus.brokerURL))
            let channel = try await connection.openChannel()
            try await channel.deleteQueue(campus.names.statusLog)
            await connection.close()
            let job = job("N1", "127.62.0.1")
            try await publish([job], campus)
            let ended = try await worker.ended()
            #expect(ended.status == 78)
            #expect(ended.errors.contains("rollcall topology apply"))
            try await eventually("the job is still there") {
                try await campus.messageCounts()[campus.names.lane(.bulk)] == 1
            }
        }
    }

    @Test("A wrong password costs a lab one refused log-on at a time, and three in all until the credential rests")
    func wrongPassword() async throws {
        let lab = "  - { name: \"W{01...40}\", address: \"127.59.0.{1...40}\", site: main, lab: W, products: windows }"
        try await Campus.withRunning(
            computers: lab,
            slots: 40,
            worker: ["credentialRest: 1h"],
            password: "wrong"
        ) { campus in
            let worker = try campus.startWorker()
            let jobs = try await campus.enrol("wrong")
            // Three computers refuse; the other jobs are parked until the rest is over.
            try await eventually("the jobs that are left are parked") {
                let counts = try await campus.messageCounts()
                return counts.filter { $0.key.contains(".delay.") }.map(\.value).reduce(0, +) == jobs - 3
            }
            let refusals = try campus.ledger.filter { $0.action == "logon-refused" }
            #expect(refusals.count == 3)
            // One at a time: behind the first connection to a computer, which shows nothing, each was answered before the
            // next was made.
            var known: Set<String> = []
            let order = try campus.ledger.filter { ["connect", "logon-refused"].contains($0.action) }
                .filter { $0.action != "connect" || !known.insert($0.computer).inserted }.map(\.action)
            #expect(order == ["connect", "logon-refused", "connect", "logon-refused", "connect", "logon-refused"])
            let text = try await campus.peer(
                "read_events.py",
                "--url",
                try campus.users.url(.dashboard),
                "--prefix",
                campus.prefix,
                "--mode",
                "stream",
                "--campaign",
                "wrong",
                "--jobs",
                "3",
                "--timeout",
                "90",
                "--linger",
                "5",
                "--notices"
            )
            #expect(text.contains("credential-rests"))
            #expect(
                text.split(separator: "\n").filter {
                    $0.contains(#""state": "parked""#) || $0.contains(#""state":"parked""#)
                }.count == jobs - 3
            )
            let told = worker.errors.split(separator: "\n").filter { $0.contains("is not activated") }
            #expect(told.count == 3 && told.allSatisfy { $0.contains("error.code=ROLLCALL_AUTHENTICATION") }, "\(told)")
            #expect(told.allSatisfy { $0.contains("error.detail=") && $0.contains("job.computer=W") }, "\(told)")
            let rests = worker.errors.split(separator: "\n").filter { $0.contains("a credential is refused") }
            #expect(
                rests.count == 1 && rests[0].contains("error.detail=") && rests[0].contains("(HTTP 401)"),
                "\(rests)"
            )
            #expect(!text.contains("wrong\"}") && !worker.errors.contains("lab-only"))
            worker.signal(SIGTERM)
            #expect(try await worker.ended().status == 0)
        }
    }
}
