internal import NIOCore
internal import NIOPosix

/// Threads on which tokens are taken: mechanisms read keytab and user file for each log-on, and no event loop may wait for
/// that.
final class AcceptorThreads: Sendable {
    private let pool: NIOThreadPool

    init(count: Int) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    /// Has a context take a token; the answer comes on the event loop.
    func step(
        _ context: AcceptorContext,
        _ token: [UInt8],
        on loop: any EventLoop
    ) -> EventLoopFuture<AcceptorContext.Acceptance> {
        pool.runIfActive(eventLoop: loop) { try context.step(token) }
    }

    /// Ends the threads once they have done what they were given.
    func shutDown() async { try? await pool.shutdownGracefully() }
}
