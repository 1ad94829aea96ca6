internal import DequeModule

extension ConnectionMachine {
    // MARK: The connection

    /// The connection is gone: without recovery everything fails; with it, what can go on waits for ``restore()``.
    mutating func lose(_ error: AMQPError) {
        guard end == nil else { return }
        guard closing == nil else { return fail(AMQPError(.connectionClosed, "the connection is closed")) }
        guard recovery != nil else { return fail(error) }
        lost = error
        blockedReason = nil
        outbox = []
        for number in Array(channels.keys) {
            if channels[number]?.isClosing == true { endClosing(number) }
            update(number) { channel in
                channel.forget(error)
                channel.phase = .lost
            }
        }
        for index in queues.indices { queues[index].isDeclared = false }
    }

    /// A new connection stands: the channels are opened again, with all that was on them.
    mutating func restore() {
        lost = nil
        // Whoever declared them may be gone, but they belong to the connection.
        for index in queues.indices where channels[queues[index].channel] == nil {
            queues[index].channel = channels.keys.min() ?? 0
        }
        for number in channels.keys.sorted() { reopen(number) }
    }

    /// A channel that was being closed is closed.
    private mutating func endClosing(_ number: UInt16) {
        update(number) { channel in
            for case .caller(let promise) in channel.awaited { promise.settle(.success(.channelClosed)) }
        }
        endChannel(number, AMQPError(.channelClosed, "the channel is closed"))
    }

    // MARK: Channels

    /// What the broker refuses now that it took before, if anything; it stays when a channel is given up for it.
    var refusal: AMQPError? { finalRefusal ?? channels.values.lazy.compactMap(\.refusal).first }

    /// When a channel is to be looked at again, if ever.
    var nextDeadline: ContinuousClock.Instant? {
        channels.values.lazy.compactMap(\.nextDeadline).min()
    }

    /// Does what is due.
    mutating func tick() {
        let now = now()
        for (number, channel) in channels where channel.nextDeadline.map({ $0 <= now }) ?? false {
            channels[number]?.restartAt = nil
            if channel.phase == .open { startConsumers(on: number) } else { reopen(number) }
        }
        needsTick = nextDeadline != nil
    }

    /// The broker has closed a channel.
    mutating func channelClosed(_ number: UInt16, _ error: AMQPError) {
        let isAnswer = update(number) { $0.fails(with: error) } ?? false
        guard let channel = channels[number], channel.isWorthReopening, !channel.isClosing else {
            return refuse(number, error)
        }
        channels[number]?.forget(error)
        // Its transient queues end with their last consumer; the exclusive ones live as long as the connection.
        for index in queues.indices where queues[index].definition.deletesAutomatically {
            if channel.consumers.values.contains(where: { $0.start.queue == queues[index].name }) {
                queues[index].isDeclared = false
            }
        }
        // What one caller got wrong is no fault of the others'.
        needsTick = true
        if isAnswer {
            channels[number]?.phase = .closedUntil(now())
        } else if let instant = nextTry(number, after: error) {
            channels[number]?.phase = .closedUntil(instant)
        } else {
            finalRefusal = error
            refuse(number, error)
        }
    }

    /// The broker has ended a consumer, as it does when the queue is deleted.
    ///
    /// What was delivered is in no queue any more, so whoever has it goes on with it.
    mutating func consumerCancelled(_ tag: String, on number: UInt16) {
        let error = AMQPError(.consumerCancelled, "the broker ended the consumer: its queue is gone")
        guard let consumer = channels[number]?.consumers[tag] else { return }
        guard recovery != nil, let instant = nextTry(number, after: error) else {
            return channels[number]?.consumers.removeValue(forKey: tag)?.fail(error) ?? ()
        }
        for index in queues.indices where queues[index].name == consumer.start.queue {
            queues[index].isDeclared = false
        }
        needsTick = true
        update(number) { channel in
            channel.epochs.removeAll { $0 === consumer.epoch }
            channel.consumers[tag]?.epoch = nil
            channel.restartAt = instant
        }
    }

    private mutating func nextTry(_ number: UInt16, after error: AMQPError) -> ContinuousClock.Instant? {
        let (now, draw) = (now(), draw())
        let step =
            update(number) { channel in
                channel.refusal = error
                return channel.reconnection?.failed(isPermanent: true, at: now, draw: draw)
            } ?? nil
        guard case .retry(let delay) = step else { return nil }
        return now + delay
    }

    private mutating func reopen(_ number: UInt16) {
        let incarnation = ChannelIdentity(number: number, generation: generation())
        outbox.append(Outgoing(channel: number, method: .channelOpen))
        let isConfirming = update(number) { channel in
            channel.incarnation = incarnation
            channel.phase = .open
            if channel.isConfirming { channel.awaited.append(.confirmSelect) }
            return channel.isConfirming
        }
        if isConfirming == true { outbox.append(Outgoing(channel: number, method: .confirmSelect)) }
        startConsumers(on: number)
        released += channels[number]?.waiting ?? []
        channels[number]?.waiting = []
    }

    // MARK: Consumers

    /// Starts those consumers of a channel that do not run, each as soon as its queue is there.
    private mutating func startConsumers(on number: UInt16) {
        redeclareQueues(of: number)
        for (tag, consumer) in channels[number]?.consumers ?? [:] where consumer.epoch == nil {
            guard !queues.contains(where: { $0.name == consumer.start.queue && !$0.isDeclared }) else { continue }
            outbox.append(contentsOf: startConsumer(tag, on: number))
        }
    }

    /// The methods that start a consumer, in a new life of it.
    mutating func startConsumer(_ tag: String, on number: UInt16) -> [Outgoing] {
        guard let channel = channels[number], var start = channel.consumers[tag]?.start else { return [] }
        let epoch = ConsumerEpoch(mailbox: mailbox, channel: channel.incarnation)
        start.queue = currentName(of: start.queue)
        update(number) { channel in
            channel.consumers[tag]?.epoch = epoch
            channel.epochs.append(epoch)
            channel.awaited.append(.prefetch)
            channel.awaited.append(.consume(tag: tag))
        }
        return [
            Outgoing(channel: number, method: .qos(prefetchCount: start.prefetchCount)),
            Outgoing(channel: number, method: start.method),
        ]
    }

    // MARK: Transient queues

    /// Remembers what a method says of queues that end with the connection.
    mutating func record(_ method: OutboundMethod, on number: UInt16) {
        guard !queues.isEmpty else { return }
        switch method {
        case .bind(let binding):
            if let index = index(of: binding), !queues[index].bindings.contains(binding) {
                queues[index].bindings.append(binding)
            }
        case .unbind(let binding):
            if let index = index(of: binding) { queues[index].bindings.removeAll { $0 == binding } }
        case .deleteQueue(let name): queues.removeAll { $0.name == name }
        default: break
        }
    }

    mutating func recordQueue(_ queue: AMQPQueue, _ name: String, on number: UInt16) {
        guard recovery != nil else { return }
        queues.removeAll { $0.name == name }
        queues.append(RecordedQueue(definition: queue, name: name, currentName: name, channel: number))
    }

    private func index(of binding: AMQPBinding) -> Int? {
        guard case .queue(let name) = binding.destination else { return nil }
        return queues.firstIndex { $0.name == name }
    }

    /// The name under which the broker knows a queue now.
    func currentName(of name: String) -> String {
        queues.isEmpty ? name : queues.first { $0.name == name }?.currentName ?? name
    }

    /// The method with the names that the broker knows.
    func renamed(_ method: OutboundMethod) -> OutboundMethod {
        guard queues.contains(where: { $0.name != $0.currentName }) else { return method }
        switch method {
        case .bind(let binding): return .bind(renamed(binding))
        case .unbind(let binding): return .unbind(renamed(binding))
        case .deleteQueue(let name): return .deleteQueue(currentName(of: name))
        case .purgeQueue(let name): return .purgeQueue(currentName(of: name))
        case .declareQueue(var queue, let passive):
            queue.name = currentName(of: queue.name)
            return .declareQueue(queue, passive: passive)
        default: return method
        }
    }

    private func renamed(_ binding: AMQPBinding) -> AMQPBinding {
        guard case .queue(let name) = binding.destination else { return binding }
        return AMQPBinding(from: binding.source, to: .queue(currentName(of: name)), key: binding.routingKey)
    }

    private mutating func redeclareQueues(of number: UInt16) {
        for queue in queues where queue.channel == number && !queue.isDeclared {
            channels[number]?.awaited.append(.redeclare(name: queue.name))
            outbox.append(Outgoing(channel: number, method: .declareQueue(queue.definition, passive: false)))
        }
    }

    /// A transient queue is there again: it is bound, and whoever consumes from it goes on.
    mutating func redeclared(_ name: String, as currentName: String) {
        guard let index = queues.firstIndex(where: { $0.name == name }) else { return }
        queues[index].currentName = currentName
        queues[index].isDeclared = true
        let (number, bindings) = (queues[index].channel, queues[index].bindings)
        for binding in bindings {
            channels[number]?.awaited.append(.rebind)
            outbox.append(Outgoing(channel: number, method: .bind(renamed(binding))))
        }
        for (number, channel) in channels where channel.phase == .open && channel.restartAt == nil {
            if channel.consumers.values.contains(where: { $0.start.queue == name && $0.epoch == nil }) {
                startConsumers(on: number)
            }
        }
    }
}

extension ChannelState {
    /// Tells whoever's method the broker has closed the channel for; false when there is no such one.
    fileprivate mutating func fails(with error: AMQPError) -> Bool {
        guard let first = awaited.popFirst() else { return false }
        switch first {
        case .caller(let promise), .declare(_, let promise), .cancel(_, let promise):
            promise.settle(.failure(error))
            return true
        case .prefetch:
            // The prefetch itself is never refused: it is what follows.
            return fails(with: error)
        case .consume(let tag) where consumers[tag]?.starting != nil:
            consumers.removeValue(forKey: tag)?.fail(error)
            return true
        case .consume, .confirmSelect, .redeclare, .rebind:
            return false
        }
    }
}
