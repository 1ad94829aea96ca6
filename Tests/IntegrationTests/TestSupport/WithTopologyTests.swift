import AMQPClient
import ActivationDomain
import ActivationPipeline
import Synchronization
import TestSupport
import Testing

@Suite("Test support", .timeLimit(.minutes(2)))
struct WithTopologyTests {
    private struct Deliberate: Error {}

    /// How many of the topology's parts are missing.
    private func missing(_ prefix: String) async throws -> Int {
        try await withConnection { connection in
            let topology = Topology(names: BrokerNames(prefix: prefix), results: true)
            return try await topology.verify(over: connection).problems.count
        }
    }

    @Test("A topology is there for its test, and gone after it, also when the test fails", arguments: [false, true])
    func topology(fails: Bool) async throws {
        var prefix = ""
        do {
            try await withTopology(results: true) { names, connection in
                prefix = names.prefix
                #expect(try await missing(prefix) == 0)
                if fails {
                    await connection.close()
                    throw Deliberate()
                }
            }
            #expect(!fails)
        } catch is Deliberate {
            #expect(fails)
        }
        let topology = Topology(names: BrokerNames(prefix: prefix), results: true)
        #expect(try await missing(prefix) == topology.exchanges.count + topology.queues.count)
    }

    @Test("A lane without its arguments is told")
    func wrongArguments() async throws {
        try await withTopology { names, connection in
            let topology = Topology(names: names, results: false)
            let whole = try await topology.verify(over: connection)
            #expect(whole.problems.isEmpty)
            #expect(whole.unseen.isEmpty)
            let channel = try await connection.openChannel()
            try await channel.deleteQueue(names.lane(.bulk))
            try await channel.declare(AMQPQueue(names.lane(.bulk)))
            let found = try await topology.verify(over: connection)
            #expect(found.problems.count == 1)
            #expect(found.problems.first?.contains("queue \(names.lane(.bulk)): ") == true, "\(found.problems)")
        }
    }

    @Test("What never comes about is an error that says where")
    func eventuallyNot() async throws {
        let error = try await #require(throws: TestSupportError.self) {
            try await eventually(within: .milliseconds(50), "the impossible") { false }
        }
        #expect(error.description.contains("WithTopologyTests.swift"))
        #expect(error.description.contains("the impossible"))
    }

    @Test("A test that is cancelled, as one is whose time is over, leaves no program of its campus")
    func cancelled() async throws {
        let worker = Mutex<Program?>(nil)
        let test = Task {
            try await Campus.withRunning(computers: "  - { name: A1, address: 127.47.0.1 }") { campus in
                let started = try campus.startWorker()
                worker.withLock { $0 = started }
                try await Task.sleep(for: .seconds(600))
            }
        }
        try await eventually("the worker is started") { worker.withLock { $0 != nil } }
        let program = try #require(worker.withLock { $0 })
        #expect(program.isRunning)
        test.cancel()
        await #expect(throws: CancellationError.self) { try await test.value }
        #expect(!program.isRunning)
    }

    @Test("A program's output, exit code and signal")
    func program() async throws {
        let result = try await Program("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"]).ended()
        #expect(result.status == 3)
        #expect(result.output == "out\n")
        #expect(result.errors == "err\n")
        #expect(try await Program("/bin/sh", ["-c", "kill -TERM $$"]).ended().status == 128 + 15)
        #expect(try await Program("/bin/echo", ["a", "b c"]).succeeded() == "a b c\n")
        #expect(throws: TestSupportError.self) { try Program("/nowhere", []) }
    }
}
