internal import CRabbitMQ
internal import DequeModule
internal import Glibc
internal import Synchronization

/// The way from tasks to a connection's thread: a queue of commands and an eventfd that wakes the thread.
///
/// Posting is a lock, an append and, only when the thread sleeps in `poll`, one write: no task switches executors to
/// publish, and a busy thread takes commands in batches.
final class Mailbox: Sendable {
    private struct State {
        var commands: Deque<Command> = []
        var isAsleep = false
        var failure: AMQPError?
    }
    private let state = Mutex(State())
    /// Readable when commands wait; for `poll`.
    ///
    /// Negative when the system gave none: then no connection is to be made.
    let wakeup: Int32 = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))

    deinit {
        Glibc.close(wakeup)
    }

    /// Hands a command to the thread; once the connection has ended it fails at once instead.
    func post(_ command: Command) {
        let (failure, mustWake) = state.withLock { state -> (AMQPError?, Bool) in
            if let failure = state.failure { return (failure, false) }
            state.commands.append(command)
            defer { state.isAsleep = false }
            return (nil, state.isAsleep)
        }
        if let failure { command.fail(failure) }
        if mustWake { wake() }
    }

    /// Why the connection has ended, if it has.
    var failure: AMQPError? { state.withLock { $0.failure } }

    /// All commands that wait, in order.
    func takeAll() -> Deque<Command> {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Says that the thread is about to sleep; false when commands came in between.
    func prepareToSleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty
            return state.isAsleep
        }
    }

    /// Sleeps until a command wakes the thread, or the time is over.
    func wait(atMost time: Duration) {
        var descriptor = pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, Int32(milliseconds: time))
    }

    /// Says that the thread runs again, and empties the eventfd.
    func awaken() {
        state.withLock { $0.isAsleep = false }
        var count: UInt64 = 0
        _ = read(wakeup, &count, 8)
    }

    /// Fails what waits and everything that is posted later.
    func fail(_ error: AMQPError) {
        let waiting = state.withLock { state in
            state.failure = state.failure ?? error
            defer { state.commands = [] }
            return state.commands
        }
        for command in waiting { command.fail(error) }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeup, &one, 8)
    }
}

extension Command {
    /// Tells whoever waits for the command that it was not carried out.
    func fail(_ error: AMQPError) {
        switch self {
        case .openChannel(let promise): promise.settle(.failure(error))
        case .call(_, _, let promise): promise.settle(.failure(error))
        case .consume(_, _, let buffer, let promise):
            buffer.finish(error)
            promise.settle(.failure(error))
        case .publish(_, let publish): publish.receipt.settle(.failure(error))
        case .close(let promise): promise.settle(.success(.connectionClosed))
        case .settle, .abandon: break
        }
    }
}

extension Int32 {
    /// A time as `poll` takes it: rounded up, since a deadline is not reached by turning round before it; an hour at
    /// most.
    init(milliseconds time: Duration) {
        self.init((time / .milliseconds(1)).rounded(.up).clamped(to: 0...3_600_000))
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
