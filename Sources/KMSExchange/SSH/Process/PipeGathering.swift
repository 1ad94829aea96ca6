internal import Glibc
internal import NIOCore
internal import NIOPosix

/// One stream under way: what reads it, and what that has read in the end.
struct PipeGathering: Sendable {
    /// As much of a stream is kept.
    static let limit = 1 << 20

    private let channel: EventLoopFuture<any Channel>
    let end: EventLoopFuture<OutputGatherer.Output>

    /// Reads an open file to its end, and owns it from now on.
    ///
    /// `beginning` is given word of the first byte.
    init(_ descriptor: CInt, _ beginning: EventLoopPromise<Void>? = nil, on loop: any EventLoop) {
        let end = loop.makePromise(of: OutputGatherer.Output.self)
        channel = NIOPipeBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        OutputGatherer(limit: Self.limit, end: end, beginning: beginning)
                    )
                }
            }
            .takingOwnershipOfDescriptor(input: descriptor)
        self.end = end.futureResult
        channel.whenFailure { error in
            // It has not taken it then.
            Glibc.close(descriptor)
            beginning?.fail(error)
            end.fail(error)
        }
    }

    func close() {
        channel.whenSuccess { $0.close(promise: nil) }
    }
}

extension EventLoopFuture where Value: Sendable {
    /// Waits for its success, its failure, the deadline or the task's cancellation, and tells whether it was the first.
    func succeeds(by deadline: NIODeadline, on loop: any EventLoop) async -> Bool {
        let waiter = Waiter<Bool>()
        let timer = loop.scheduleTask(deadline: deadline) { _ = waiter.resume(false) }
        whenComplete { result in
            if case .success = result { _ = waiter.resume(true) } else { _ = waiter.resume(false) }
        }
        let answer = await waiter.wait()
        timer.cancel()
        return answer ?? false
    }
}
