package import AMQPClient
internal import ActivationDomain

/// What a message of the status topic is to who reads it.
package enum StatusMessage: Sendable, Hashable {
    case event(ObservedEvent)
    /// An event that was published under a key that says otherwise, and so counts for nothing.
    ///
    /// The broker lets a user publish by the key alone: what a body says beyond its key was said without the right to.
    case misplaced
    /// No event of ours.
    case foreign

    /// Reads a message.
    package init(_ delivery: AMQPDelivery) { self.init(body: delivery.body, routingKey: delivery.routingKey) }

    /// Reads a message from its parts.
    package init(body: [UInt8], routingKey: String) {
        guard let event = ObservedEvent(body: body) else {
            self = .foreign
            return
        }
        self = event.fits(routingKey) ? .event(event) : .misplaced
    }

    /// The event, where it is one that counts.
    package var event: ObservedEvent? { if case .event(let event) = self { event } else { nil } }
}

extension ObservedEvent {
    /// Whether an event that says this may have come with this routing key.
    fileprivate func fits(_ routingKey: String) -> Bool {
        if let activation {
            let key = StatusRoutingKey.key(
                site: activation.site,
                lab: activation.lab,
                product: activation.product,
                state: activation.state
            )
            guard routingKey == key else { return false }
        }
        return notice.map { routingKey == StatusRoutingKey.notice($0.kind) } ?? true
    }
}
