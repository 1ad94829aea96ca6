import ActivationDomain
import ActivationPipeline
import TestSupport

extension Scenario {
    /// Three nodes on one host.
    static let cluster: [Scenario] = [
        Scenario(
            name: "cluster-leader-kill",
            summary: "three nodes: the one that leads the bulk lane is killed (-9), and started again, twice",
            broker: .cluster(3),
            // Each worker has another node as its first, so that some publish over one that survives.
            environment: { stage, worker, _ in
                let first = worker == "w1" ? 0 : 1
                let others = stage.ports.indices.filter { $0 != first }.map { "127.0.0.1:\(stage.ports[$0])" }
                return [
                    "ROLLCALL_BROKER_URL":
                        "amqp://\(stage.campus.users.name(.worker))@127.0.0.1:\(stage.ports[first])/",
                    "ROLLCALL_BROKER_ADDRESSES": others.joined(separator: ","),
                ]
            },
            workersSurvive: true
        ) { stage in
            for turn in 1...2 {
                try await stage.progress(Double(turn) * 0.25)
                let leader = try await stage.leader(of: stage.campus.names.lane(.bulk))
                try stage.countLossOfAll(brokers: 1)
                // The others go on without it: that is what counts.
                stage.faults.note("kill -9 of the leader")
                try await leader.kill()
                try await stage.progress(Double(turn) * 0.25 + 0.2)
                try await leader.start()
                try await stage.allOnline()
            }
        }
    ]
}

extension Stage {
    /// Waits until every queue has a member online on every node: before that, another node's death may leave no majority.
    func allOnline() async throws {
        try await eventually(within: .seconds(60), "that all members of all queues are online") {
            let list = try await broker.control("-q", "list_queues", "--no-table-headers", "name", "online")
            let lines = list.split(separator: "\n").filter { $0.hasPrefix(campus.prefix) }
            return lines.allSatisfy { line in nodes.allSatisfy { (try? line.contains($0.nodeName())) ?? false } }
        }
    }

    /// The node that leads a quorum queue.
    func leader(of queue: String) async throws -> PrivateBroker {
        let list = try await broker.control("-q", "list_queues", "--no-table-headers", "name", "leader")
        for line in list.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            guard fields.count == 2, fields[0] == queue else { continue }
            for node in nodes where try node.nodeName() == fields[1] { return node }
        }
        throw TestSupportError("no node leads \(queue): \(list)")
    }
}
