import Testing

@testable import KMSExchange

/// Places for connections.
@Suite(.timeLimit(.minutes(3)))
struct ConnectionLimitTests {
    @Test("No more than so many have one at a time, and each gets one")
    func places() async {
        let limit = ConnectionLimit(3)
        let headcount = Headcount()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    #expect(await limit.acquire())
                    #expect(headcount.add(1) <= 3)
                    await Task.yield()
                    _ = headcount.add(-1)
                    limit.release()
                }
            }
        }
        #expect(headcount.add(0) == 0)
    }

    @Test("One that is cancelled gives its turn to the next")
    func cancelled() async {
        let limit = ConnectionLimit(1)
        #expect(await limit.acquire())
        let first = Task { await limit.acquire() }
        let second = Task { await limit.acquire() }
        first.cancel()
        #expect(await first.value == false)
        limit.release()
        #expect(await second.value)
    }
}
