import AMQPClient
import ActivationDomain
import ActivationPipeline
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
