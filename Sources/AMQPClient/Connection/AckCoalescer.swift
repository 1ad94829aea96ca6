/// Which deliveries of a channel are settled, so that acknowledgements that come together go out as few.
///
/// The broker numbers a channel's deliveries from 1 and takes an acknowledgement of one, or of all up to one. The latter
/// serves where nothing below is unsettled. It also spares the broker a search: of what it waits for it looks at the
/// oldest first.
/// Source: AMQP 0-9-1, basic.ack, field `multiple`.
struct AckCoalescer {
    /// What is settled here: ranges in ascending order with gaps between them, so no more than there are unsettled ones.
    private var settled: [ClosedRange<UInt64>] = []
    /// Acknowledged, and not sent yet.
    private var pending: [UInt64] = []

    /// Whether there is anything to send.
    var isEmpty: Bool { pending.isEmpty }

    /// Takes an acknowledgement that is to be sent.
    mutating func acknowledge(_ tag: UInt64) {
        pending.append(tag)
        settle(tag)
    }

    /// Notes that a delivery is settled in another way, which is sent at once.
    mutating func settle(_ tag: UInt64) {
        // As a rule the oldest is done first.
        if let last = settled.last, last.upperBound + 1 == tag {
            settled[settled.count - 1] = last.lowerBound...tag
            return
        }
        let index = firstRange(endingAtOrAfter: tag)
        guard index < settled.count else { return settled.append(tag...tag) }
        guard !settled[index].contains(tag) else { return }
        let follows = index > 0 && settled[index - 1].upperBound + 1 == tag
        let precedes = settled[index].lowerBound - 1 == tag
        switch (follows, precedes) {
        case (true, true):
            settled[index - 1] = settled[index - 1].lowerBound...settled[index].upperBound
            settled.remove(at: index)
        case (true, false): settled[index - 1] = settled[index - 1].lowerBound...tag
        case (false, true): settled[index] = tag...settled[index].upperBound
        case (false, false): settled.insert(tag...tag, at: index)
        }
    }

    /// Gives what is to be sent: at most one acknowledgement of all up to one, then those that stand alone.
    mutating func takeAll() -> [(tag: UInt64, multiple: Bool)] {
        let complete = settled.first.map { $0.lowerBound == 1 ? $0.upperBound : 0 } ?? 0
        // The broker knows no tag that it has been told of before, so it must be one of these.
        var upTo: UInt64 = 0
        var count = 0
        var alone: [(tag: UInt64, multiple: Bool)] = []
        for tag in pending {
            if tag > complete {
                alone.append((tag, false))
            } else {
                upTo = max(upTo, tag)
                count += 1
            }
        }
        pending.removeAll(keepingCapacity: true)
        return count == 0 ? alone : [(upTo, count > 1)] + alone
    }

    private func firstRange(endingAtOrAfter tag: UInt64) -> Int {
        var (low, high) = (0, settled.count)
        while low < high {
            let middle = (low + high) / 2
            if settled[middle].upperBound < tag { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
