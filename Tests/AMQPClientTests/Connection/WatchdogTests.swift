import Glibc
import Testing

@testable import AMQPClient

@Suite("The watchdog", .timeLimit(.minutes(3)))
struct WatchdogTests {
    /// Two ends of a connection within this process.
    private func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    /// Whether the other end was closed, waiting that long for it.
    private func isBroken(_ end: Int32, within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }

    @Test("A socket whose thread makes no progress is broken, one whose thread does is not")
    func stuck() throws {
        let ((stuck, stuckPeer), (busy, busyPeer)) = (try pair(), try pair())
        defer { for end in [stuck, stuckPeer, busy, busyPeer] { close(end) } }
        let stuckWatch = Watchdog.shared.watch(stuck, limit: .seconds(3))
        let busyWatch = Watchdog.shared.watch(busy, limit: .seconds(3))
        defer { for watch in [stuckWatch, busyWatch] { watch.end() } }
        var isStuckBroken = false
        // Until the stuck one is broken, and some time more.
        for _ in 0..<3_000 where !isStuckBroken {
            busyWatch.progress()
            isStuckBroken = isBroken(stuckPeer, within: 20)
        }
        #expect(isStuckBroken)
        #expect(!isBroken(busyPeer, within: 0))
        // The descriptor itself is left to its owner.
        #expect(fcntl(stuck, F_GETFD) >= 0)
    }

    @Test("What is watched no longer is left alone")
    func ended() throws {
        let ((first, firstPeer), (second, secondPeer)) = (try pair(), try pair())
        defer { for end in [first, firstPeer, second, secondPeer] { close(end) } }
        Watchdog.shared.watch(first, limit: .milliseconds(200)).end()
        let watch = Watchdog.shared.watch(second, limit: .milliseconds(800))
        defer { watch.end() }
        // The second shows that the watchdog has looked in the meantime.
        #expect(isBroken(secondPeer, within: 20_000))
        #expect(!isBroken(firstPeer, within: 0))
    }
}
