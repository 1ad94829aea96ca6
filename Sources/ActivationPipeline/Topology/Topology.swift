package import AMQPClient
internal import ActivationDomain

/// Everything that is declared on the broker, as one value.
///
/// `topology apply` declares it and `topology verify` looks for it; no other program declares any of it. What makes the
/// topology correct stands in arguments, which never change under one name; what an operator tunes belongs into
/// policies. Sources: RabbitMQ guides "Quorum Queues", "Dead Letter Exchanges", "Streams", "Alternate Exchanges".
package struct Topology: Sendable {
    /// Exchanges in an order in which each refers only to earlier ones.
    package let exchanges: [AMQPExchange]
    package let queues: [AMQPQueue]
    package let bindings: [AMQPBinding]

    /// Makes the topology; `results` says whether the queue of how each job ended belongs to it, which needs a reader.
    package init(names: BrokerNames, results: Bool) {
        var builder = TopologyBuilder(names: names)
        builder.addUnrouted()
        builder.addLanes()
        builder.addLadder()
        builder.addStatus(results: results)
        exchanges = builder.exchanges
        queues = builder.queues
        bindings = builder.bindings
    }
}

/// Builds the topology part by part.
private struct TopologyBuilder {
    let names: BrokerNames
    var exchanges: [AMQPExchange] = []
    var queues: [AMQPQueue] = []
    var bindings: [AMQPBinding] = []

    /// Every exchange that dead letters pass has this one behind it: without it, a message that finds no queue there
    /// would stay in its source queue for ever, out of sight.
    mutating func addUnrouted() {
        exchanges.append(AMQPExchange(names.unrouted, .fanout))
        queues.append(AMQPQueue(names.unrouted, arguments: ["x-queue-type": "quorum"]))
        bindings.append(AMQPBinding(from: names.unrouted, to: .queue(names.unrouted), key: ""))
    }

    mutating func addLanes() {
        // No alternate exchange: with one, `mandatory` would never tell a producer that nothing takes its job.
        exchanges.append(AMQPExchange(names.jobs, .direct))
        exchanges.append(caught(names.due))
        exchanges.append(caught(names.dead))
        for lane in Lane.allCases {
            queues.append(
                AMQPQueue(
                    names.lane(lane),
                    arguments: quorum([
                        "x-delivery-limit": 20,
                        "x-dead-letter-exchange": .string(names.dead),
                        "x-dead-letter-routing-key": .string(names.poisonKey(lane)),
                    ])
                )
            )
            bindings.append(AMQPBinding(from: names.jobs, to: .queue(names.lane(lane)), key: lane.rawValue))
            bindings.append(AMQPBinding(from: names.due, to: .queue(names.lane(lane)), key: "#.\(lane.rawValue)"))
        }
        queues.append(AMQPQueue(names.deadQueue, arguments: ["x-queue-type": "quorum"]))
        bindings.append(AMQPBinding(from: names.dead, to: .queue(names.deadQueue), key: "#"))
    }

    mutating func addLadder() {
        for level in 0...DelayLadder.topLevel {
            let below = level == 0 ? names.due : names.delay(level - 1)
            let name = names.delay(level)
            exchanges.append(caught(name))
            queues.append(
                AMQPQueue(
                    name,
                    arguments: quorum([
                        "x-message-ttl": .integer(Int64(1000) << Int64(level)),
                        "x-dead-letter-exchange": .string(below),
                    ])
                )
            )
            bindings.append(AMQPBinding(from: name, to: .queue(name), key: DelayLadder.bindingKey(level, waits: true)))
            bindings.append(
                AMQPBinding(from: name, to: .exchange(below), key: DelayLadder.bindingKey(level, waits: false))
            )
        }
    }

    mutating func addStatus(results: Bool) {
        exchanges.append(AMQPExchange(names.status, .topic))
        exchanges.append(AMQPExchange(names.workers, .topic))
        queues.append(
            AMQPQueue(
                names.statusLog,
                arguments: [
                    "x-queue-type": "stream", "x-max-age": "400D", "x-max-length-bytes": 20_000_000_000,
                    "x-stream-max-segment-size-bytes": 100_000_000,
                ]
            )
        )
        bindings.append(AMQPBinding(from: names.status, to: .queue(names.statusLog), key: "#"))
        guard results else { return }
        queues.append(AMQPQueue(names.results, arguments: ["x-queue-type": "quorum"]))
        for state in ActivationState.allCases where state.isLast {
            bindings.append(AMQPBinding(from: names.status, to: .queue(names.results), key: "#.\(state.rawValue)"))
        }
    }

    private func caught(_ name: String) -> AMQPExchange {
        AMQPExchange(name, .topic, arguments: ["alternate-exchange": .string(names.unrouted)])
    }

    /// A quorum queue that can lose nothing: at-least-once dead-lettering needs `reject-publish`.
    private func quorum(_ arguments: FieldTable) -> FieldTable {
        arguments.merging([
            "x-queue-type": "quorum", "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
        ]) { own, _ in own }
    }
}
