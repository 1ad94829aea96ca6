internal import DequeModule

/// The state of one channel, as its connection's thread knows it.
///
/// What the program sees of a channel stays the same when the connection, or the channel alone, is lost and comes back;
/// what the broker counts (delivery tags, confirms, answers) begins anew with each ``incarnation``.
struct ChannelState {
    /// Where a channel is in its life.
    enum Phase: Equatable {
        /// Its opening has been sent, so that methods may follow.
        case open
        /// The broker has closed it; it is opened again then.
        case closedUntil(ContinuousClock.Instant)
        /// Its connection is gone.
        case lost
    }

    /// Who waits for the next answer.
    enum Awaiter {
        case caller(OneShot<Reply>)
        /// A queue that ends with its connection is remembered under the name that the answer gives.
        case declare(AMQPQueue, OneShot<Reply>)
        /// Ends a consumer; when the connection is lost instead, the consumer has ended just as well.
        case cancel(tag: String, OneShot<Reply>)
        case confirmSelect
        case prefetch
        case consume(tag: String)
        /// A transient queue that is declared again, by the name that the program knows.
        case redeclare(name: String)
        /// A binding of it.
        case rebind
    }

    let identity: ChannelIdentity
    /// Which of its lives it is in; its number and this name a channel of the broker's.
    var incarnation: ChannelIdentity
    var phase = Phase.open
    var awaited: Deque<Awaiter> = []
    /// Who waits for the channel to be opened for the first time.
    var opening: OneShot<ChannelIdentity>?
    var isConfirming = false
    /// Who waits for confirms to be enabled for the first time.
    var confirming: OneShot<Reply>?
    /// Whether this side has asked to close it.
    var isClosing = false
    var confirms = ConfirmTracker()
    var acknowledgements = AckCoalescer()
    var consumers: [String: ConsumerState] = [:]
    /// The lives of consumers whose deliveries may still be unsettled.
    var epochs: [ConsumerEpoch] = []
    var content: IncomingContent?
    /// What waits for the channel to be open again, in order.
    var waiting: Deque<Command> = []
    /// When consumers whose queue is gone are started again.
    var restartAt: ContinuousClock.Instant?
    var reconnection: Reconnection?
    /// What the broker has refused since it last worked.
    var refusal: AMQPError?

    init(_ identity: ChannelIdentity, opening: OneShot<ChannelIdentity>, recovery: AMQPRecovery?) {
        self.identity = identity
        incarnation = identity
        self.opening = opening
        reconnection = recovery.map(Reconnection.init)
    }

    /// Whether the broker has ever taken a message or started a consumer here: a refusal before that is told at once.
    private var hasWorked = false

    /// Whether there is anything on it that is to come back after the broker has closed it.
    var isWorthReopening: Bool { reconnection != nil && hasWorked }

    /// The broker has confirmed a message or started a consumer.
    mutating func works() {
        hasWorked = true
        guard isTroubled else { return }
        reconnection?.succeeded()
        refusal = nil
    }

    /// When it is to be looked at again, if ever.
    var nextDeadline: ContinuousClock.Instant? {
        switch phase {
        case .closedUntil(let instant): instant
        case .open: restartAt
        case .lost: nil
        }
    }

    /// Whether it was closed by the broker and has not worked since.
    var isTroubled: Bool { reconnection?.isTroubled ?? false }

    /// Whether a publish may be sent now.
    ///
    /// After a refusal one at a time: the broker closes the channel for the one that it refuses, and forgets to confirm
    /// those just before it, so they would be sent twice with each try.
    var takesPublish: Bool { phase == .open && !(isTroubled && confirms.unconfirmedCount > 0) }

    /// Gives up all that the broker has forgotten with the channel; what is to be sent again waits from here on.
    mutating func forget(_ error: AMQPError) {
        for epoch in epochs { epoch.end() }
        epochs = []
        acknowledgements = AckCoalescer()
        content = nil
        restartAt = nil
        for awaiter in awaited {
            switch awaiter {
            case .caller(let promise), .declare(_, let promise): promise.settle(.failure(error))
            case .cancel(let tag, let promise):
                consumers.removeValue(forKey: tag)?.end()
                promise.settle(.success(.consumerEnded(tag: tag)))
            case .confirmSelect, .prefetch, .consume, .redeclare, .rebind: break
            }
        }
        awaited = []
        waiting.prepend(contentsOf: confirms.takeAll().map { Command.publish(identity, $0) })
        for tag in consumers.keys { consumers[tag]?.forget() }
    }

    /// Fails all that waits: the channel does not come back.
    mutating func end(_ error: AMQPError) {
        opening?.settle(.failure(error))
        confirming?.settle(.failure(error))
        forget(error)
        for consumer in consumers.values { consumer.fail(error) }
        for command in waiting { command.fail(error) }
        (consumers, waiting, opening, confirming) = ([:], [], nil, nil)
    }
}

/// A delivery or return whose header or body is still to come.
struct IncomingContent {
    enum Start {
        case delivery(DeliveryStart)
        case returned(ReturnStart)
    }
    var start: Start
    var properties = MessageProperties()
    var expected: UInt64?
    var body: [UInt8] = []

    /// Takes a part of the body; true when nothing is missing any more.
    mutating func take(_ bytes: [UInt8]) -> Bool {
        guard let expected else { return false }
        if body.isEmpty { body = bytes } else { body += bytes }
        return UInt64(body.count) >= expected
    }
}
