internal import Synchronization

/// One life of a consumer, from its start on a channel to the end of either; its deliveries are settled there or never.
///
/// A consumer that comes back after a lost connection has another one, so nothing of the old life can touch the new.
final class ConsumerEpoch: Sendable {
    let mailbox: Mailbox?
    let channel: ChannelIdentity
    private let isOver = Atomic(false)

    init(mailbox: Mailbox?, channel: ChannelIdentity) {
        self.mailbox = mailbox
        self.channel = channel
    }

    /// Whether the broker still counts on its deliveries being settled, as far as is known.
    var stands: Bool { !isOver.load(ordering: .acquiring) }

    /// The broker has taken its deliveries back.
    func end() { isOver.store(true, ordering: .releasing) }
}
