import AMQPClient
import ActivationPipeline
import Foundation
import Synchronization
import TestSupport

/// Reads the status log over a connection of its own, which no fault of the workers' network touches.
enum StatusLog {
    /// Reads from the start of the log until `body` says that it has what it wants.
    ///
    /// - Parameters:
    ///   - urls: the addresses of the broker, or of a cluster's nodes, tried in turn.
    ///   - names: the names of the log.
    ///   - body: takes an event with its offset and gives false to end.
    /// - Throws: when the broker cannot be reached or the connection breaks.
    static func read(_ urls: [String], _ names: BrokerNames, _ body: (Int64, RawEvent) -> Bool) async throws {
        let connection = try await connected(urls)
        do {
            let consumer = try await connection.consumePatiently(
                names.statusLog,
                prefetch: 1000,
                arguments: ["x-stream-offset": .string("first")]
            )
            for try await delivery in consumer {
                delivery.acknowledge()
                let offset = delivery.properties.headers["x-stream-offset"]?.integer ?? -1
                guard let event = try? JSONDecoder().decode(RawEvent.self, from: Data(delivery.body)) else { continue }
                guard body(Int64(offset), event) else { break }
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Publishes a mark behind all that is in the log and reads everything up to it, as a reader who comes later would.
    static func readAll(_ urls: [String], _ names: BrokerNames) async throws -> EventCount {
        let mark = "chaos-\(UUID().uuidString)"
        let connection = try await connected(urls)
        let channel = try await connection.openChannel()
        try await channel.enableConfirms()
        var properties = MessageProperties()
        properties.isPersistent = true
        let body = #"{"id":"\#(mark)","type":"chaos.mark","source":"/chaos","time":"","data":{}}"#
        try await channel.publish(
            AMQPMessage(properties: properties, body: Array(body.utf8)),
            to: names.status,
            routingKey: "-.-.-.mark"
        )
        await connection.close()
        var count = EventCount()
        var isComplete = false
        try await read(urls, names) { _, event in
            isComplete = event.id == mark
            if !isComplete { count.take(event) }
            return !isComplete
        }
        guard isComplete else { throw TestSupportError("the status log ended before its mark") }
        return count
    }

    /// A connection to the first address that answers.
    static func connected(_ urls: [String]) async throws -> AMQPConnection {
        var last: any Error = TestSupportError("no broker address")
        for url in urls {
            do {
                return try await AMQPConnection.connect(try AMQPConfiguration(uri: url))
            } catch {
                last = error
            }
        }
        throw last
    }
}

/// What a reader of the log sees while a scenario runs: progress, and when workers speak again after a fault.
final class StatusFollower: Sendable {
    private struct State: Sendable {
        var count = EventCount()
        var offset: Int64 = -1
        /// Of each event of a worker: who said it, when it was made and when it came.
        var spoken: [(worker: String, made: Double, came: Double)] = []
    }

    private let urls: [String]
    private let names: BrokerNames
    private let state = Mutex(State())

    init(_ urls: [String], _ names: BrokerNames) {
        self.urls = urls
        self.names = names
    }

    /// Jobs that have ended so far.
    var ended: Int { state.withLock { $0.count.ends.count } }

    /// Events of a state so far, by their first appearance.
    var waiting: Int { state.withLock { Int($0.count.longestWait) } }

    /// Reads until the task is cancelled, over a new connection whenever one breaks.
    func follow() async {
        while !Task.isCancelled {
            try? await StatusLog.read(urls, names) { offset, event in
                take(offset, event)
                return !Task.isCancelled
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    private func take(_ offset: Int64, _ event: RawEvent) {
        let marker = "/rollcall/worker/"
        state.withLock { state in
            guard offset > state.offset else { return }
            state.offset = offset
            state.count.take(event)
            guard event.source.hasPrefix(marker) else { return }
            state.spoken.append((String(event.source.dropFirst(marker.count)), event.seconds, FaultLog.now))
        }
    }

    /// Seconds from the end of a fault until a worker that it struck has said something new, as a reader sees it.
    func recovery(from fault: FaultLog.Fault) -> Double? {
        state.withLock { state in
            state.spoken.first { spoken in
                spoken.made >= fault.over && (fault.worker.map { $0 == spoken.worker } ?? true)
            }
            .map { $0.came - fault.over }
        }
    }
}
