import Testing

@testable import AMQPClient

@Suite("Values given once", .timeLimit(.minutes(3)))
struct OneShotTests {
    @Test("Settled before anyone waits")
    func settledFirst() async throws {
        let shot = OneShot<Int>()
        #expect(shot.current == nil)
        shot.settle(.success(4))
        #expect(try await shot.value() == 4)
        #expect(try await shot.value() == 4)
        #expect(try shot.current?.get() == 4)
    }

    @Test("Settled twice: the first counts")
    func settledTwice() async throws {
        let shot = OneShot<Int>()
        shot.settle(.failure(AMQPError(.returned, "back")))
        shot.settle(.success(5))
        let error = try await #require(throws: AMQPError.self) { try await shot.value() }
        #expect(error.code == .returned)
    }

    @Test("Settled while many begin to wait: each gets the value", arguments: 0..<20)
    func manyWaiters(round: Int) async throws {
        let shot = OneShot<Int>()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<100 {
                group.addTask { try await shot.value() }
                if index == round * 5 {
                    group.addTask {
                        shot.settle(.success(1))
                        return 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 100)
    }

    @Test("Cancellation does not end the wait")
    func cancellation() async throws {
        let shot = OneShot<Int>()
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await shot.value() }
            group.cancelAll()
            await Task.yield()
            shot.settle(.success(3))
            let value = try await group.next()
            #expect(value == 3)
        }
    }

    @Test("Settled by two at once: all waiters agree", arguments: 0..<20)
    func race(round: Int) async throws {
        let shot = OneShot<Int>()
        let values = try await withThrowingTaskGroup(of: Int?.self) { group in
            for index in 0..<8 {
                group.addTask { try await shot.value() }
                group.addTask {
                    shot.settle(.success(index))
                    return nil
                }
            }
            return try await group.reduce(into: Set<Int>()) { if let value = $1 { $0.insert(value) } }
        }
        #expect(values.count == 1)
    }
}
