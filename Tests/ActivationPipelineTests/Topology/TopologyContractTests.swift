import AMQPClient
import ActivationPipeline
import TestSupport
import Testing
import Yams

/// What dashboards and scripts in other languages read is what is declared, and the other way round.
@Suite("The topology and the contract's AsyncAPI document")
struct TopologyContractTests {
    /// One exchange or queue, or one binding, as a line that both sides can be compared by.
    private struct Declared {
        var things: Set<String> = []
        var bindings: Set<String> = []
    }

    @Test("name the same exchanges, queues and bindings, with the same arguments", arguments: [false, true])
    func agree(results: Bool) throws {
        let code = Self.declared(Topology(names: BrokerNames(prefix: "rollcall"), results: results))
        let document = try Self.documented(withOptional: results)
        for line in code.things.subtracting(document.things).sorted() { Issue.record("not in the document: \(line)") }
        for line in document.things.subtracting(code.things).sorted() { Issue.record("not declared: \(line)") }
        for line in code.bindings.subtracting(document.bindings).sorted() {
            Issue.record("not in the document: \(line)")
        }
        for line in document.bindings.subtracting(code.bindings).sorted() { Issue.record("not bound: \(line)") }
        #expect(code.things.count > 50)
    }

    @Test("take every name from the prefix")
    func prefix() {
        let topology = Topology(names: BrokerNames(prefix: "test-7"), results: true)
        let names = topology.exchanges.map(\.name) + topology.queues.map(\.name)
        #expect(names.allSatisfy { $0.hasPrefix("test-7.") })
        let referred = (topology.exchanges.map(\.arguments) + topology.queues.map(\.arguments))
            .flatMap { [$0["alternate-exchange"]?.string, $0["x-dead-letter-exchange"]?.string] }.compactMap(\.self)
        #expect(referred.allSatisfy(names.contains))
    }

    private static func declared(_ topology: Topology) -> Declared {
        var declared = Declared()
        for exchange in topology.exchanges {
            declared.things.insert(
                "exchange \(exchange.name) \(exchange.kind.rawValue) durable \(exchange.isDurable) \(text(exchange.arguments))"
            )
        }
        for queue in topology.queues {
            declared.things.insert(
                "queue \(queue.name) durable \(queue.isDurable) exclusive \(queue.isExclusive) "
                    + "autoDelete \(queue.deletesAutomatically) \(text(queue.arguments))"
            )
        }
        for binding in topology.bindings {
            switch binding.destination {
            case .queue(let name):
                declared.bindings.insert("\(binding.source) -> queue \(name) by \"\(binding.routingKey)\"")
            case .exchange(let name):
                declared.bindings.insert("\(binding.source) -> exchange \(name) by \"\(binding.routingKey)\"")
            }
        }
        return declared
    }

    private static func documented(withOptional: Bool) throws -> Declared {
        let root = try #require(try Yams.compose(yaml: RepositoryFile.text("config/contract/asyncapi.yaml")))
        #expect(root["x-rollcall-prefix"]?.string == "rollcall")
        var documented = Declared()
        for (key, channel) in try #require(root["channels"]?.mapping) {
            if channel["x-rollcall-optional"] != nil, !withOptional { continue }
            let binding = try #require(channel["bindings"]?["amqp"], "\(key)")
            let arguments = text(try table(try #require(channel["x-rabbitmq-arguments"]?.mapping)))
            let kind = binding["exchange"] == nil ? "queue" : "exchange"
            let thing = try #require(binding[kind])
            let name = try #require(thing["name"]?.string)
            #expect(channel["address"]?.string == name)
            let isDurable = try flag(thing, "durable")
            let deletes = try flag(thing, "autoDelete")
            if kind == "queue" {
                let isExclusive = try flag(thing, "exclusive")
                documented.things.insert(
                    "queue \(name) durable \(isDurable) exclusive \(isExclusive) autoDelete \(deletes) \(arguments)"
                )
            } else {
                #expect(!deletes)
                let type = try #require(thing["type"]?.string)
                documented.things.insert("exchange \(name) \(type) durable \(isDurable) \(arguments)")
            }
            for source in try #require(channel["x-rabbitmq-bound-to"]?.sequence) {
                let exchange = try #require(source["exchange"]?.string)
                documented.bindings.insert(
                    "\(exchange) -> \(kind) \(name) by \"\(try #require(source["key"]?.string))\""
                )
            }
        }
        return documented
    }

    private static func flag(_ node: Node, _ key: String) throws -> Bool {
        switch node[key]?.bool {
        case let flag?: return flag
        case nil: throw Missing(key: key)
        }
    }

    private struct Missing: Error {
        var key: String
    }

    private static func table(_ mapping: Node.Mapping) throws -> FieldTable {
        var table: FieldTable = [:]
        for (key, value) in mapping {
            let name = try #require(key.string)
            table[name] = try value.int.map { .integer(Int64($0)) } ?? .string(#require(value.string))
        }
        return table
    }

    private static func text(_ table: FieldTable) -> String {
        table.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
