internal import Synchronization

/// Whether the broker takes publishes, as the connection's thread last heard.
final class BlockingState: Sendable {
    private let flag = Atomic(false)

    var isBlocked: Bool {
        get { flag.load(ordering: .relaxed) }
        set { flag.store(newValue, ordering: .relaxed) }
    }
}
