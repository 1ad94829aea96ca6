import Foundation
import Synchronization
import UnixSignals

/// Ctrl-C, SIGTERM and SIGHUP to a command that has something to put away before it ends.
enum EndInOrder {
    /// The last that came; signals are the whole program's.
    private static let received = Mutex<UnixSignal?>(nil)

    /// How long the body may take to put away what it has.
    private static let limit = Duration.seconds(5)

    /// Runs a body, and has the program end by the first signal that comes, once the body has ended.
    ///
    /// That signal cancels the body, which has ``limit`` then; a second one ends the program at once. What the program was
    /// started to ignore, as `nohup` has it, is ignored.
    static func onSignals(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: [.sigint, .sigterm, .sighup].filter { !isIgnored($0) })
        // A task of its own, since a signal cancels this and not the listening; it is awaited below.
        let work = Task { try await body() }
        let result = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await signal in signals {
                    let isSecond = received.withLock { first in
                        defer { first = signal }
                        return first != nil
                    }
                    if isSecond { end(by: signal) }
                    work.cancel()
                    // What waits for a library of C hears of no cancellation.
                    Task {
                        try await Task.sleep(for: limit)
                        end(by: signal)
                    }
                }
            }
            defer { group.cancelAll() }
            return await work.result
        }
        if let signal = received.withLock({ $0 }) { end(by: signal) }
        try result.get()
    }

    private static func isIgnored(_ signal: UnixSignal) -> Bool {
        var action = sigaction()
        sigaction(signal.rawValue, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Ends the program as the signal itself does, so that whoever has started it sees by what it ended.
    private static func end(by unixSignal: UnixSignal) -> Never {
        let number = unixSignal.rawValue
        signal(number, SIG_DFL)
        // Tasks' threads block signals.
        var one = sigset_t()
        sigemptyset(&one)
        sigaddset(&one, number)
        pthread_sigmask(SIG_UNBLOCK, &one, nil)
        raise(number)
        exit(128 + number)
    }
}
