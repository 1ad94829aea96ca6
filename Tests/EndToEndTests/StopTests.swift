import Foundation
import TestSupport
import Testing

/// A worker that is told to stop when the broker does not answer.
@Suite(.serialized, .timeLimit(.minutes(6)))
struct StopTests {
    private static let lab = "  - { name: S1, address: 127.64.0.1, site: main, lab: S, products: windows }"

    @Test("Before its first job it says what it waits for, and ends at once")
    func beforeTheFirstJob() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(computers: StopTests.lab, on: broker) { campus in
                try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
                let jobs = try campus.startWorker()
                try await eventually("it says that it waits") { jobs.errors.contains("takes no messages for now") }
                #expect(!jobs.errors.contains("worker started"))
                jobs.signal(SIGTERM)
                #expect(try await jobs.ended().status == 0)
                try await broker.control("set_vm_memory_high_watermark", "0.4")

                try await broker.suspend()
                let metrics = "127.0.0.1:\(Campus.anyPort())"
                let connecting = try campus.startWorker(environment: ["ROLLCALL_WORKER_METRICS": metrics])
                // Its metrics it tells before it asks the broker, and after it has taken to signals.
                try await eventually("it runs") { (try? await campus.fetch("http://\(metrics)/metrics")) != nil }
                connecting.signal(SIGTERM)
                #expect(try await connecting.ended().status == 0)
                try await broker.resume()
            }
        }
    }

    @Test("During an alarm it ends in words")
    func alarm() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(
                computers: StopTests.lab,
                worker: ["shutdownLimit: 300ms"],
                on: broker
            ) { campus in
                let worker = try campus.startWorker()
                try await eventually("it works") { worker.errors.contains("worker started") }
                try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
                try await eventually("it notices") { worker.errors.contains("takes no messages for now") }
                worker.signal(SIGTERM)
                let ended = try await worker.ended()
                #expect(ended.status == 75)
                #expect(ended.errors.contains("stopped while the broker took no messages"), "\(ended.errors)")
            }
        }
    }

    @Test(
        "While the broker is away it ends after its limit, in words, and a second signal ends it at once"
    )
    func brokerAway() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(
                computers: StopTests.lab,
                worker: ["shutdownLimit: 300ms"],
                on: broker
            ) { campus in
                let (one, two) = (
                    try campus.startWorker("w1"),
                    try campus.startWorker("w2", environment: ["ROLLCALL_WORKER_SHUTDOWN_LIMIT": "60s"])
                )
                for worker in [one, two] {
                    try await eventually("it works") { worker.errors.contains("worker started") }
                }
                try await broker.kill()
                for worker in [one, two] {
                    try await eventually("it notices") { worker.errors.contains("the broker is lost") }
                    worker.signal(SIGTERM)
                }
                // Two signals that wait are one.
                try await eventually(within: .seconds(30), "a second signal ends it, long before its limit") {
                    two.signal(SIGTERM)
                    return !two.isRunning
                }
                let second = try await two.ended()
                #expect(second.status == 75)
                #expect(second.errors.contains("ended at once by a second signal"))
                let first = try await one.ended()
                #expect(first.status == 75)
                #expect(first.errors.contains("stopped while the broker was away"), "\(first.errors)")
                #expect(!first.errors.contains("exchanges still run"))
            }
        }
    }
}
