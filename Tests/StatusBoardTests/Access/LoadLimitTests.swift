import Hummingbird
import Logging
import NIOEmbedded
import Synchronization
import TestSupport
import Testing

@testable import StatusBoard

/// What many requests at a time may cost, without a socket: no route of the board takes long enough to be met at its work.
@Suite(.timeLimit(.minutes(3)))
struct LoadLimitTests {
    private final class State: Sendable {
        let limit = LoadLimit()
        let running = Mutex(0)
        let isOver = Mutex(false)

        func ask(_ work: @escaping @Sendable () async throws -> Void) async throws {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let context = BoardRequestContext(source: .init(channel: NIOAsyncTestingChannel(), logger: logger))
            let head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/")
            let request = Request(head: head, body: RequestBody(buffer: .init()))
            _ = try await limit.handle(request, context: context) { _, _ in
                try await work()
                return Response(status: .ok)
            }
        }

        func askForLong() async throws {
            try await ask {
                self.running.withLock { $0 += 1 }
                while !self.isOver.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
            }
        }
    }

    @Test("Beyond a number of requests at a time one more is told so, and served when one has ended")
    func atATime() async throws {
        let state = State()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<RequestLimits.requests { group.addTask { try await state.askForLong() } }
            try await eventually("all run") { state.running.withLock { $0 } == RequestLimits.requests }
            let refusal = await #expect(throws: Refusal.self) { try await state.ask {} }
            #expect(refusal?.status == .serviceUnavailable && refusal?.headers[.retryAfter] != nil)
            state.isOver.withLock { $0 = true }
            try await group.waitForAll()
        }
        try await state.ask {}
    }
}
