import AMQPClient
import ActivationPipeline
import Foundation
import TestSupport

/// Runs one scenario from an empty broker to its row.
struct Runner: Sendable {
    let seed: UInt64
    let isShort: Bool

    /// A row that breaks a rule; thrown so that the campus's folder stays to be looked at.
    private struct KeepsFolder: Error {}

    /// Plays the scenario; whatever goes wrong is in the row.
    func run(_ scenario: Scenario) async -> Row {
        var row = Row(scenario: scenario.name)
        let start = ContinuousClock.now
        do {
            try await withNodes(scenario.broker) { nodes in
                try await Campus.withRunning(
                    computers: scenario.lab.computers(jobs(of: scenario) / scenario.rounds),
                    slots: scenario.slots,
                    scale: scenario.scale,
                    worker: scenario.workerSettings,
                    on: nodes[0]
                ) { campus in
                    try await play(scenario, campus, nodes, &row)
                    if !row.broken.isEmpty {
                        row.broken.append("its files are in \(campus.folder.path)")
                        throw KeepsFolder()
                    }
                }
            }
        } catch is KeepsFolder {
            // The row says it.
        } catch {
            row.broken.append("\(error)")
        }
        row.seconds = (ContinuousClock.now - start) / .seconds(1)
        return row
    }

    private func jobs(of scenario: Scenario) -> Int { isShort ? scenario.shortJobs : scenario.jobs }

    private func withNodes(_ kind: Scenario.BrokerKind, _ body: ([PrivateBroker]) async throws -> Void) async throws {
        switch kind {
        case .single: try await withPrivateBroker { try await body([$0]) }
        case .cluster(let count): try await withPrivateCluster(nodes: count, body)
        }
    }

    private func play(
        _ scenario: Scenario,
        _ campus: Campus,
        _ nodes: [PrivateBroker],
        _ row: inout Row
    ) async throws {
        // The campus has done so with the first node.
        for node in nodes.dropFirst() { try await node.flush() }
        let urls = nodes.map(\.url)
        let ports = urls.compactMap { URLComponents(string: $0)?.port }
        guard ports.count == urls.count else { throw TestSupportError("an address without a port: \(urls)") }
        let stage = Stage(
            campus: campus,
            nodes: nodes,
            ports: ports,
            proxy: try Proxy(target: ports[0]),
            follower: StatusFollower(urls, campus.names),
            jobs: jobs(of: scenario),
            rounds: scenario.rounds,
            seed: seed
        )
        let crew = Crew((1...scenario.workers).map { "w\($0)" }, campus: campus, faults: stage.faults) {
            worker,
            start in
            scenario.environment(stage, worker, start)
        }
        stage.hire(crew)
        defer { stage.close() }
        do {
            row.broken += try await perform(scenario, stage, crew)
            try await Accounting(scenario: scenario, stage: stage).fill(&row, urls)
        } catch {
            row.broken.append("\(error)")
            // What still runs would outlive the campus.
            _ = try? await crew.stop(within: .seconds(5))
        }
        if !row.broken.isEmpty { await keepTraces(of: crew, nodes, campus) }
    }

    /// Keeps what tells how a row came to break a rule: the logs, and what the queues hold.
    private func keepTraces(of crew: Crew, _ nodes: [PrivateBroker], _ campus: Campus) async {
        crew.keepLogs()
        let items = ["name", "state", "messages_ready", "messages_unacknowledged", "messages", "consumers"]
        for node in nodes {
            guard let list = try? await node.control(["-q", "list_queues"] + items) else { continue }
            try? list.write(to: campus.folder.appending(path: "queues.txt"), atomically: true, encoding: .utf8)
            break
        }
        let dead = try? await deadMessages(nodes.map(\.url), campus)
        try? dead?.write(to: campus.folder.appending(path: "dead.txt"), atomically: true, encoding: .utf8)
        for (index, node) in nodes.enumerated() {
            let copy = campus.folder.appending(path: "broker-\(index + 1).log")
            try? FileManager.default.copyItem(at: URL(filePath: node.logFile), to: copy)
        }
    }

    /// The headers and bodies of what lies in the dead queue, which stays there.
    private func deadMessages(_ urls: [String], _ campus: Campus) async throws -> String {
        let connection = try await StatusLog.connected(urls)
        let channel = try await connection.openChannel()
        let count = try await channel.declare(AMQPQueue(campus.names.deadQueue), passive: true).messageCount
        var text = ""
        if count > 0 {
            var deliveries = try await channel.consume(campus.names.deadQueue, prefetch: count).makeAsyncIterator()
            for _ in 0..<count {
                guard let delivery = try await deliveries.next() else { break }
                text += "\(delivery.properties.headers)\n\(String(decoding: delivery.body, as: UTF8.self))\n"
            }
        }
        await connection.close()
        return text
    }

    private enum Part: Sendable {
        case helper
        case whole(problems: [String])
    }

    /// Runs crew, reader and scenario side by side until the scenario is over and the crew has stopped.
    private func perform(_ scenario: Scenario, _ stage: Stage, _ crew: Crew) async throws -> [String] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await crew.supervise()
                return .helper
            }
            group.addTask {
                await stage.follower.follow()
                return .helper
            }
            group.addTask { .whole(problems: try await act(scenario, stage, crew)) }
            var problems: [String] = []
            for try await part in group {
                guard case .whole(let found) = part else { continue }
                problems = found
                group.cancelAll()
            }
            return problems
        }
    }

    private func act(_ scenario: Scenario, _ stage: Stage, _ crew: Crew) async throws -> [String] {
        var problems: [String] = []
        do {
            if case .first = scenario.enrolment { try await stage.enrol() }
            try await scenario.act(stage)
            let wanted = stage.jobs - scenario.expectedWithoutEnd
            try await eventually(within: scenario.limit, "the end of all jobs") { stage.follower.ended >= wanted }
            // Copies of jobs may still wait in the ladder.
            try await eventually("that nothing is left in the queues") {
                try await Accounting.left(stage.campus).values.allSatisfy { $0 == 0 }
            }
            // One that has only been started may not take a signal yet, and one that has just died would be missed.
            for name in crew.names { try await crew.working(name) }
        } catch {
            problems.append("\(error)")
        }
        return problems + (try await crew.stop())
    }
}
