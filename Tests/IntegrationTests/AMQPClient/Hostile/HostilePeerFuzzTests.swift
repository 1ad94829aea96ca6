import AMQPClient
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A peer that breaks the rules", .serialized, .timeLimit(.minutes(20)))
struct HostilePeerFuzzTests {
    /// What the peer says to the next client.
    private final class NextScript: Sendable {
        private let script = Mutex(PeerScript())

        func set(_ next: PeerScript) { script.withLock { $0 = next } }
        func take() -> PeerScript { script.withLock { $0 } }
    }

    private static func configuration(_ peer: HostilePeer) -> AMQPConfiguration {
        var configuration = AMQPConfiguration()
        configuration.port = peer.port
        configuration.connectTimeout = .seconds(60)
        return configuration
    }

    @Test("is heard out or left with an error of this client's, and nothing remains of the connection")
    func hostile() async throws {
        let next = NextScript()
        let peer = try HostilePeer { next.take() }
        let fuzz = Fuzz("frames", cases: 300)
        let before = Self.descriptorCount()
        try await fuzz.run { random in
            PeerScript.hostile(&random)
        } text: {
            $0.description
        } check: { script in
            next.set(script)
            weak let connection = try await Self.talk(Self.configuration(peer)).connection
            try await eventually("the connection is let go of") { connection == nil }
        }
        // In a short run others open and close theirs at the same time.
        guard fuzz.isLong else { return }
        try await eventually("the descriptors are closed") { Self.descriptorCount() <= before + 40 }
    }

    @Test("Tables of every kind of value come through as they were written")
    func tables() async throws {
        let next = NextScript()
        let peer = try HostilePeer { next.take() }
        try await Fuzz("tables", cases: 60).run { random in
            (0..<Int.random(in: 1...10, using: &random)).map { _ in RandomTable(&random) }
        } text: { tables in
            tables.map { Fuzz.text($0.bytes) }.joined(separator: " ")
        } check: { tables in
            var script = PeerScript()
            script.hangsUp = false
            for (index, table) in tables.enumerated() {
                script.items.append(.deliver(channel: 1, number: UInt64(index + 1)))
                script.items.append(.bytes(Wire.content(1, properties: Wire.properties(headers: table.bytes), [1])))
            }
            next.set(script)
            let deliveries = try await Self.talk(Self.configuration(peer), until: tables.count).deliveries
            try Fuzz.require(deliveries.count == tables.count, "\(deliveries.count) of \(tables.count) came")
            for (delivery, table) in zip(deliveries, tables) {
                let headers = delivery.properties.headers
                try Fuzz.require(headers == table.value, "read: \(headers), written: \(table.value)")
            }
        }
    }

    @Test("Frames may be cut anywhere")
    func cuts() async throws {
        let next = NextScript()
        let peer = try HostilePeer { next.take() }
        var random = SeededGenerator(seed: 3)
        var script = PeerScript()
        script.hangsUp = false
        let headers = Wire.properties(headers: RandomTable(&random).bytes)
        script.items = [
            .deliver(channel: 1, number: 1), .bytes(Wire.content(1, properties: headers, [1, 2, 3], piece: 2)),
        ]
        let size = script.pieces(tag: "rollcall-1").joined().count
        for cuts in (1..<size).map({ [$0] }) + [Array(1..<size)] {
            script.cuts = cuts
            next.set(script)
            let deliveries = try await Self.talk(Self.configuration(peer), until: 1).deliveries
            #expect(deliveries.map(\.body) == [[1, 2, 3]], "cut at \(cuts)")
        }
    }

    @Test("Tables nested as deep as a frame holds do no harm", arguments: [true, false])
    func nesting(inArrays: Bool) async throws {
        let next = NextScript()
        let peer = try HostilePeer { next.take() }
        var script = PeerScript()
        script.hangsUp = false
        let table = RandomTable.nested(inArrays ? 26_100 : 21_800, inArrays: inArrays)
        let content = Wire.content(1, properties: Wire.properties(headers: table), [1])
        #expect(table.count > 130_000)
        script.items = [.deliver(channel: 1, number: 1), .bytes(content)]
        next.set(script)
        let deliveries = try await Self.talk(Self.configuration(peer), until: 1).deliveries
        #expect(deliveries.map(\.body) == [[1]])
    }

    @Test("A channel that was not agreed on, and a message without end, break a rule", arguments: [true, false])
    func violations(isChannel: Bool) async throws {
        let next = NextScript()
        let peer = try HostilePeer { next.take() }
        var script = PeerScript()
        script.hangsUp = false
        script.items = [
            .deliver(channel: 1, number: 1),
            .bytes(isChannel ? Wire.frame(Wire.body, 2048, [1]) : Wire.header(1, size: .max)),
        ]
        next.set(script)
        let connection = try #require(try await Self.talk(Self.configuration(peer)).connection)
        #expect(await connection.ended().code == .protocolViolation)
    }

    /// Does with a peer what a program does with a broker, until so many deliveries are there or the connection ends.
    private static func talk(
        _ configuration: AMQPConfiguration,
        until count: Int = .max
    ) async throws -> (connection: AMQPConnection?, deliveries: [AMQPDelivery]) {
        var deliveries: [AMQPDelivery] = []
        let connection: AMQPConnection
        do {
            connection = try await AMQPConnection.connect(configuration)
        } catch {
            try check(error)
            return (nil, [])
        }
        do throws(AMQPError) {
            let channel = try await connection.openChannel()
            try await channel.enableConfirms()
            let receipts = (0..<3).map { index in
                channel.send(
                    AMQPMessage(properties: MessageProperties(), body: [UInt8(index)]),
                    to: "x",
                    routingKey: "k"
                )
            }
            let consumer = try await channel.consume("q", prefetch: 20)
            do throws(AMQPError) {
                var iterator = consumer.makeAsyncIterator()
                while deliveries.count < count, let delivery = try await iterator.next() {
                    delivery.acknowledge()
                    deliveries.append(delivery)
                }
            } catch {
                try? check(error)
            }
            for receipt in receipts { try await receipt.confirmed() }
        } catch {
            try check(error)
        }
        if deliveries.count >= count { await connection.close() }
        // Else the peer hangs up, whatever it has said.
        let end = await connection.ended()
        try check(end)
        await connection.close()
        return (connection, deliveries)
    }

    /// An error is a sentence of bounded length, with the peer's own text at most.
    private static func check(_ error: AMQPError) throws {
        try Fuzz.require(!error.message.isEmpty && error.message.utf8.count < 2000, "no good sentence: \(error)")
        let codes: [AMQPError.Code] = [
            .unreachable, .refused, .connectionLost, .connectionClosed, .channelClosed, .negativelyConfirmed, .returned,
            .consumerCancelled, .protocolViolation,
        ]
        try Fuzz.require(codes.contains(error.code), "an error of another kind: \(error.code)")
    }

    private static func descriptorCount() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
