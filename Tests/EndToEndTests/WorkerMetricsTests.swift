import Foundation
import TestSupport
import Testing

/// Where a worker answers for its metrics, and what becomes of it when it cannot.
@Suite(.timeLimit(.minutes(6)))
struct WorkerMetricsTests {
    private static let lab = """
          - { name: "M{1...3}", address: "127.69.0.{1...3}", site: main, lab: M, products: windows }
        """

    @Test("A port that another program has stops the worker before its first job, in one sentence")
    func portInUse() async throws {
        try await Campus.withRunning(computers: WorkerMetricsTests.lab) { campus in
            try await campus.enrol("c")
            let port = Campus.anyPort()
            let first = try campus.startWorker(
                "w1",
                environment: ["ROLLCALL_WORKER_METRICS": "127.0.0.1:\(port)"]
            )
            try await eventually("the first worker answers") {
                (try? await campus.fetch("http://127.0.0.1:\(port)/metrics")) != nil
            }
            let second = try await campus.startWorker(
                "w2",
                environment: ["ROLLCALL_WORKER_METRICS": String(port)]
            )
            .ended()
            #expect(second.status == 69)
            #expect(
                second.errors
                    == "rollcall-worker: worker.metrics: another program listens on 127.0.0.1:\(port); "
                    + "give this worker a port of its own\n"
            )
            first.signal(SIGTERM)
            #expect(try await first.ended().status == 0, "with its listener")
        }
    }

    @Test(
        "A value that is no address, or one that this host does not have, is a wrong setting",
        arguments: [
            ("yes", "worker.metrics is “yes”; write a port such as 9464"), ("0", "write a port"),
            ("99999", "write a port"),
            (":9464", "write a port"), ("*:9464", "write a port"),
            ("192.0.2.1:9464", "192.0.2.1:9464 cannot be listened on"),
        ]
    )
    func wrongValue(_ value: String, _ sentence: String) async throws {
        try await Campus.withRunning(computers: WorkerMetricsTests.lab) { campus in
            let ended = try await campus.startWorker(environment: ["ROLLCALL_WORKER_METRICS": value]).ended()
            #expect(ended.status == 78)
            #expect(ended.errors.contains(sentence), "\(ended.errors)")
            #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
        }
    }

    @Test("It answers for /metrics alone, whatever else it is sent")
    func answers() async throws {
        try await Campus.withRunning(computers: WorkerMetricsTests.lab) { campus in
            let port = Campus.anyPort()
            let address = "http://127.0.0.1:\(port)"
            _ = try campus.startWorker(environment: ["ROLLCALL_WORKER_METRICS": String(port)])
            try await eventually("the worker answers") {
                (try? await campus.fetch(address + "/metrics")) != nil
            }
            func status(_ words: String...) async throws -> String {
                let curl = [
                    "curl", "--silent", "--output", "/dev/null", "--max-time", "20", "--write-out", "%{http_code}",
                ]
                return try await Program("/usr/bin/env", curl + words).ended().output
            }
            #expect(try await status(address + "/metrics?x=1") == "200")
            #expect(try await status("--head", address + "/metrics") == "200")
            #expect(try await status(address + "/") == "404")
            #expect(try await status("--request", "DELETE", address + "/metrics") == "405")
            // A body ends the connection.
            #expect(try await status("--data", "x=1", address + "/metrics") == "000")
            #expect(
                try await status("--header", "Host: \(String(repeating: "x", count: 100_000))", address + "/metrics")
                    != "200"
            )
            #expect(try await status(address + "/metrics") == "200", "it still answers")
        }
    }
}
