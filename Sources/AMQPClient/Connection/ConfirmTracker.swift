internal import DequeModule

/// Which publishes of a channel the broker has still to confirm.
///
/// The broker numbers a channel's publishes from 1 once `confirm.select` is on, and acknowledges by number, singly or
/// all up to one. A mandatory message that cannot be routed comes back first (`basic.return`) and is confirmed all the
/// same, at some time after, perhaps with others: so a return marks its publish, and the confirm then fails it.
/// Source: RabbitMQ, "Consumer Acknowledgements and Publisher Confirms".
struct ConfirmTracker {
    private struct Entry {
        var publish: Identity?
        var receipt: OneShot<Void>?
        var returned: AMQPError?
    }

    /// What tells a returned message among those under way.
    struct Identity: Hashable {
        var exchange: String
        var routingKey: String
        var messageID: String?
    }

    private var entries: Deque<Entry> = []
    /// The number of the first entry.
    private var firstTag: UInt64 = 1

    /// How many publishes are unconfirmed.
    private(set) var unconfirmedCount = 0

    /// Counts one publish; call it before sending.
    mutating func register(_ publish: OutboundPublish) {
        let identity =
            publish.isMandatory
            ? Identity(
                exchange: publish.exchange,
                routingKey: publish.routingKey,
                messageID: publish.message.properties.messageID
            ) : nil
        entries.append(Entry(publish: identity, receipt: publish.receipt))
        unconfirmedCount += 1
    }

    /// Marks the oldest publish of that identity as returned; false when there is none.
    mutating func markReturned(_ identity: Identity, _ error: AMQPError) -> Bool {
        guard
            let index = entries.firstIndex(where: {
                $0.receipt != nil && $0.returned == nil && $0.publish == identity
            })
        else { return false }
        entries[index].returned = error
        return true
    }

    /// Settles one publish, or all up to it, and passes each receipt with its result to `body`.
    ///
    /// - Returns: false when the number was never given out.
    mutating func settle(
        tag: UInt64,
        multiple: Bool,
        positive: Bool,
        _ body: (OneShot<Void>, Result<Void, AMQPError>) -> Void
    ) -> Bool {
        // With `multiple`, 0 stands for all so far (AMQP 0-9-1, basic.ack).
        let last = multiple && tag == 0 ? firstTag + UInt64(entries.count) - 1 : tag
        guard last >= firstTag else { return multiple || tag != 0 }
        guard let offset = Int(exactly: last - firstTag), offset < entries.count else { return false }
        for index in (multiple ? 0 : offset)...offset {
            guard let receipt = entries[index].receipt else { continue }
            entries[index].receipt = nil
            unconfirmedCount -= 1
            if let error = entries[index].returned {
                body(receipt, .failure(error))
            } else if positive {
                body(receipt, .success(()))
            } else {
                body(receipt, .failure(AMQPError(.negativelyConfirmed, "the broker did not take the message")))
            }
        }
        while let first = entries.first, first.receipt == nil {
            entries.removeFirst()
            firstTag += 1
        }
        return true
    }

    /// Fails all that is unconfirmed.
    mutating func failAll(_ error: AMQPError) {
        for entry in entries { entry.receipt?.settle(.failure(error)) }
        firstTag += UInt64(entries.count)
        entries = []
        unconfirmedCount = 0
    }
}
