internal import DequeModule

/// Which publishes of a channel the broker has still to confirm.
///
/// The broker numbers a channel's publishes from 1 once `confirm.select` is on, and acknowledges by number, singly or
/// all up to one. A mandatory message that cannot be routed comes back first (`basic.return`) and is confirmed all the
/// same, at some time after, perhaps with others: so a return marks its publish, and the confirm then fails it.
/// Source: RabbitMQ, "Consumer Acknowledgements and Publisher Confirms".
struct ConfirmTracker {
    private struct Entry {
        /// Nil once it is settled.
        var publish: OutboundPublish?
        var returned: AMQPError?
    }

    private var entries: Deque<Entry> = []
    /// The number of the first entry.
    private var firstTag: UInt64 = 1

    /// How many publishes are unconfirmed.
    private(set) var unconfirmedCount = 0

    /// The number of the oldest unconfirmed publish; nil when there is none.
    var oldestTag: UInt64? { unconfirmedCount > 0 ? firstTag : nil }

    /// Counts one publish; call it before sending.
    mutating func register(_ publish: OutboundPublish) {
        entries.append(Entry(publish: publish))
        unconfirmedCount += 1
    }

    /// Marks the oldest mandatory publish like that as returned; false when there is none.
    mutating func markReturned(
        exchange: String,
        routingKey: String,
        messageID: String?,
        _ error: AMQPError
    ) -> Bool {
        guard
            let index = entries.firstIndex(where: { entry in
                guard entry.returned == nil, let publish = entry.publish, publish.isMandatory else { return false }
                return publish.message.properties.messageID == messageID && publish.routingKey == routingKey
                    && publish.exchange == exchange
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
            guard let publish = entries[index].publish else { continue }
            let receipt = publish.receipt
            entries[index].publish = nil
            unconfirmedCount -= 1
            if let error = entries[index].returned {
                body(receipt, .failure(error))
            } else if positive {
                publish.forget()
                body(receipt, .success(()))
            } else {
                body(receipt, .failure(AMQPError(.negativelyConfirmed, "the broker did not take the message")))
            }
        }
        while let first = entries.first, first.publish == nil {
            entries.removeFirst()
            firstTag += 1
        }
        return true
    }

    /// Fails those whose time is over; they were sent in the order of their deadlines.
    mutating func expire(at now: ContinuousClock.Instant) {
        for index in entries.indices {
            guard let publish = entries[index].publish else { continue }
            guard publish.hasExpired(at: now) else { return }
            entries[index].publish = nil
            unconfirmedCount -= 1
            publish.expire()
        }
    }

    /// Takes out all that is unconfirmed, in order, to be sent again or failed.
    mutating func takeAll() -> [OutboundPublish] {
        defer { self = ConfirmTracker() }
        return entries.compactMap(\.publish)
    }
}
