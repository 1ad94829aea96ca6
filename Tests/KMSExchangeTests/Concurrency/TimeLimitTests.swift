import Testing

@testable import KMSExchange

@Suite("A limit in time", .timeLimit(.minutes(1)))
struct TimeLimitTests {
    @Test("gives what came within it")
    func within() async {
        #expect(await withTimeLimit(.seconds(3600)) { 7 } == 7)
    }

    @Test("ends what did not come, and waits until it has ended")
    func past() async {
        let never = Waiter<Int>()
        let ended = Waiter<Bool>()
        let value: Int? = await withTimeLimit(.milliseconds(1)) {
            let value = await never.wait()
            _ = ended.resume(Task.isCancelled)
            return value ?? 0
        }
        #expect(value == nil)
        #expect(await ended.wait() == true)
    }
}
