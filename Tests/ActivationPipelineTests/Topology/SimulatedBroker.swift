import AMQPClient
import ActivationPipeline

/// As much of a broker as routing needs: which destinations an exchange gives a message to.
struct SimulatedBroker {
    private let exchanges: [String: AMQPExchange]
    private let queues: [String: AMQPQueue]
    private let bindings: [String: [AMQPBinding]]

    init(_ topology: Topology) {
        exchanges = Dictionary(grouping: topology.exchanges, by: \.name).compactMapValues(\.first)
        queues = Dictionary(grouping: topology.queues, by: \.name).compactMapValues(\.first)
        bindings = Dictionary(grouping: topology.bindings, by: \.source)
    }

    func queue(_ name: String) -> AMQPQueue? { queues[name] }

    /// The queues that a message reaches from an exchange, exchanges behind it and alternate exchanges included; each
    /// queue once, as a broker does it.
    func queues(from exchange: String, key: String) -> Set<String> {
        var reached: Set<String> = []
        var seen: Set<String> = []
        var next = [exchange]
        while let name = next.popLast() {
            guard seen.insert(name).inserted, let exchange = exchanges[name] else { continue }
            let matching = (bindings[name] ?? []).filter { matches($0.routingKey, key, exchange.kind) }
            for binding in matching {
                switch binding.destination {
                case .queue(let queue): reached.insert(queue)
                case .exchange(let exchange): next.append(exchange)
                }
            }
            if matching.isEmpty, let alternate = exchange.arguments["alternate-exchange"]?.string {
                next.append(alternate)
            }
        }
        return reached
    }

    private func matches(_ pattern: String, _ key: String, _ kind: AMQPExchange.Kind) -> Bool {
        switch kind {
        case .fanout: true
        case .direct: pattern == key
        case .topic: SimulatedBroker.topic(words(pattern)[...], words(key)[...])
        case .headers: false
        }
    }

    private func words(_ text: String) -> [Substring] { text.split(separator: ".", omittingEmptySubsequences: false) }

    /// AMQP 0-9-1, section 3.1.3.3: `*` is one word, `#` none or more.
    private static func topic(_ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>) -> Bool {
        guard let word = pattern.first else { return key.isEmpty }
        if word == "#" {
            return (0...key.count).contains { topic(pattern.dropFirst(), key.dropFirst($0)) }
        }
        guard let first = key.first, word == "*" || word == first else { return false }
        return topic(pattern.dropFirst(), key.dropFirst())
    }
}
