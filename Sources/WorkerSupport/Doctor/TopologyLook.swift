internal import AMQPClient
internal import ActivationDomain
internal import ActivationPipeline
internal import NetworkDiagnosis

/// What is declared on the broker, by passive declarations alone, and what lies in its queues.
struct TopologyLook: Sendable {
    private let topology: Topology
    private var missing: [String] = []
    private var different: [String] = []
    private var forbidden: [String] = []
    private var queues: [String: AMQPQueueState] = [:]

    /// Whether nothing of it is there, as far as can be seen.
    var isAbsent: Bool {
        missing.count + forbidden.count == topology.exchanges.count + topology.queues.count && !missing.isEmpty
    }

    /// Looks at everything of a topology.
    init(_ topology: Topology, over connection: AMQPConnection) async throws(AMQPError) {
        self.topology = topology
        var channel = try await connection.openChannel()
        for exchange in topology.exchanges {
            do {
                try await channel.declare(exchange, passive: true)
            } catch {
                try note(error, "exchange \(exchange.name)")
                channel = try await connection.openChannel()
            }
        }
        for queue in topology.queues {
            do {
                queues[queue.name] = try await channel.declare(queue, passive: true)
            } catch {
                try note(error, "queue \(queue.name)")
                channel = try await connection.openChannel()
            }
        }
        try await channel.close()
    }

    private mutating func note(_ error: AMQPError, _ what: String) throws(AMQPError) {
        guard error.code == .channelClosed else { throw error }
        switch error.replyCode {
        case 404: missing.append(what)
        // From RabbitMQ 4.3 on a look needs a right.
        case 403: forbidden.append(what)
        default: different.append(what)
        }
    }

    /// What it comes to: the topology as a whole, then each queue that someone should know of.
    func findings(_ names: BrokerNames) -> [Finding] {
        [whole(names.prefix)] + lanes(names) + leftovers(names)
    }

    private func whole(_ prefix: String) -> Finding {
        let count = topology.exchanges.count + topology.queues.count
        let data = [
            "missing": "\(missing.count)", "different": "\(different.count)", "notSeen": "\(forbidden.count)",
        ]
        func finding(_ state: Finding.State, _ sentence: String, _ advice: String?) -> Finding {
            Finding(.broker, state, prefix, sentence, advice: advice, data: data)
        }
        if isAbsent {
            return finding(
                .failed,
                "Nothing with the prefix \(prefix) is on the broker.",
                "Run \"rollcall topology apply\", or mend topology.prefix or the virtual host in broker.url."
            )
        }
        if !missing.isEmpty || !different.isEmpty {
            let parts = [("missing", missing), ("different", different)].filter { !$0.1.isEmpty }
            let text = parts.map { "\($0.1.count) \($0.0) (\(Self.listed($0.1)))" }.joined(separator: ", ")
            return finding(
                .failed,
                "Of \(count) exchanges and queues with the prefix \(prefix) there are: \(text).",
                different.isEmpty
                    ? "Run \"rollcall topology apply\"."
                    : "Delete what is different, then run \"rollcall topology apply\"."
            )
        }
        if !forbidden.isEmpty {
            return finding(
                .warning,
                "This user may not look at \(forbidden.count) of \(count) exchanges and queues.",
                "Run it as the user of \"rollcall topology\" to see all."
            )
        }
        return finding(.ok, "All \(count) exchanges and queues with the prefix \(prefix) are there.", nil)
    }

    private func lanes(_ names: BrokerNames) -> [Finding] {
        Lane.allCases.compactMap { lane in
            guard let queue = queues[names.lane(lane)], queue.messageCount > 0, queue.consumerCount == 0 else {
                return nil
            }
            return Finding(
                .broker,
                .warning,
                queue.name,
                "\(Self.counted(queue.messageCount, "job")) in \(queue.name), and no worker takes any.",
                advice: "Start a rollcall-worker with these settings.",
                data: ["messages": "\(queue.messageCount)"]
            )
        }
    }

    private func leftovers(_ names: BrokerNames) -> [Finding] {
        let all = [
            (
                names.deadQueue, "messages there are no valid jobs, or jobs that ended their workers",
                "Look at their headers rollcall-reason and rollcall-detail, then purge the queue."
            ),
            (
                names.unrouted, "nothing should ever be there",
                "Run \"rollcall topology apply\" to restore bindings; then look at the messages, and publish again what is a job."
            ),
        ]
        return all.compactMap { name, meaning, advice in
            guard let queue = queues[name], queue.messageCount > 0 else { return nil }
            return Finding(
                .broker,
                .warning,
                name,
                "\(Self.counted(queue.messageCount, "message")) in \(name): \(meaning).",
                advice: advice,
                data: ["messages": "\(queue.messageCount)"]
            )
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        count == 1 ? "One \(noun) lies" : "\(count) \(noun)s lie"
    }

    private static func listed(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and others" : "")
    }
}
