import Testing

@testable import AMQPClient

@Suite("Buffers of consumers", .timeLimit(.minutes(3)))
struct ConsumerBufferTests {
    private let buffer = ConsumerBuffer()

    private static func delivery(
        _ number: UInt8,
        _ epoch: ConsumerEpoch = ConsumerEpoch(mailbox: nil, channel: ChannelIdentity(number: 1, generation: 1))
    ) -> AMQPDelivery {
        AMQPDelivery(
            body: [number],
            properties: MessageProperties(),
            exchange: "",
            routingKey: "",
            isRedelivered: false,
            settlement: Settlement(epoch: epoch, tag: 1)
        )
    }

    private func next() async throws -> UInt8? {
        try await buffer.next()?.body.first
    }

    @Test("In order, then the end, again and again")
    func order() async throws {
        for number in 1...3 as ClosedRange<UInt8> { buffer.put(Self.delivery(number)) }
        buffer.finish(nil)
        buffer.put(Self.delivery(4))
        #expect(try await next() == 1)
        #expect(try await next() == 2)
        #expect(try await next() == 3)
        #expect(try await next() == nil)
        #expect(try await next() == nil)
    }

    @Test("What can be settled no more is dropped, and what comes after it is not")
    func lost() async throws {
        let channel = ChannelIdentity(number: 1, generation: 1)
        let (old, other) = (
            ConsumerEpoch(mailbox: nil, channel: channel), ConsumerEpoch(mailbox: nil, channel: channel)
        )
        for number in 1...4 as ClosedRange<UInt8> { buffer.put(Self.delivery(number, number == 2 ? other : old)) }
        old.end()
        buffer.dropLost()
        buffer.put(Self.delivery(5))
        #expect(try await next() == 2)
        #expect(try await next() == 5)
    }

    @Test("An error drops what is buffered and comes at every call")
    func error() async throws {
        buffer.put(Self.delivery(1))
        buffer.finish(AMQPError(.connectionLost, "gone"))
        buffer.finish(nil)
        buffer.put(Self.delivery(2))
        for _ in 0..<2 {
            let error = try await #require(throws: AMQPError.self) { try await next() }
            #expect(error.code == .connectionLost)
        }
    }

    @Test("An error after the end is not told")
    func errorAfterEnd() async throws {
        buffer.put(Self.delivery(1))
        buffer.finish(nil)
        buffer.finish(AMQPError(.connectionLost, "gone"))
        #expect(try await next() == 1)
        #expect(try await next() == nil)
    }

    @Test("A task that waits gets what comes, in order")
    func waiting() async throws {
        async let received = {
            var numbers: [UInt8] = []
            while let number = try await next() { numbers.append(number) }
            return numbers
        }()
        for number in 0..<200 as Range<UInt8> {
            buffer.put(Self.delivery(number))
            if number % 7 == 0 { await Task.yield() }
        }
        buffer.finish(nil)
        #expect(try await received == Array(0..<200))
    }

    @Test("Many that come together wake the one who waits once, and none is lost when the end comes with them")
    func together() async throws {
        let buffer = buffer
        let received = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var numbers: [UInt8] = []
                while let delivery = try await buffer.next() { numbers += delivery.body }
                return numbers
            }
            // Whoever waits is to be woken once, by the end here.
            var awaited = 0
            for number in 1...3 as ClosedRange<UInt8> {
                if buffer.append(Self.delivery(number)) { awaited += 1 }
                await Task.yield()
            }
            #expect(awaited <= 1)
            buffer.finish(nil)
            return try await group.next()
        }
        #expect(received == [1, 2, 3])
    }

    @Test("A task cancelled before it asks gets what is buffered, then the end, and no more than that")
    func cancelledBefore() async throws {
        let buffer = buffer
        buffer.put(Self.delivery(1))
        buffer.put(Self.delivery(2))
        let received = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.cancelAll()
            group.addTask {
                var numbers: [UInt8] = []
                while let delivery = try await buffer.next() {
                    numbers += delivery.body
                    // As a broker does for each that is settled.
                    buffer.put(Self.delivery(9))
                }
                return numbers
            }
            return try await group.next()
        }
        #expect(received == [1, 2])
    }

    @Test("A task cancelled while it waits, or as it begins to, ends", arguments: 0..<50)
    func cancelledWhileWaiting(yields: Int) async throws {
        let buffer = buffer
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await buffer.next() == nil }
            for _ in 0..<yields { await Task.yield() }
            group.cancelAll()
            let hasEnded = try await group.next()
            #expect(hasEnded == true)
        }
    }

    @Test(
        "A delivery that comes as the task is cancelled is handed out or stays unsettled, never both",
        arguments: 0..<50
    )
    func cancelledAsOneComes(round: Int) async throws {
        let buffer = buffer
        let handedOut = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                var count = 0
                while try await buffer.next() != nil { count += 1 }
                return count
            }
            group.addTask {
                buffer.put(Self.delivery(1))
                return 0
            }
            group.cancelAll()
            return try await group.reduce(0, +)
        }
        #expect((0...1).contains(handedOut))
    }

    @Test("A second task at once ends rather than wait for ever")
    func twoAtOnce() async throws {
        let buffer = buffer
        let ended = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await buffer.next() == nil }
            group.addTask { try await buffer.next() == nil }
            let first = try await group.next()
            buffer.put(Self.delivery(1))
            return [first, try await group.next()]
        }
        #expect(ended == [true, false])
    }
}

extension ConsumerBuffer {
    /// Adds a delivery and lets whoever waits for it go on.
    fileprivate func put(_ delivery: AMQPDelivery) {
        if append(delivery) { wake() }
    }
}
