package import AMQPClient
package import ActivationDomain

/// Publishes jobs, events and dead copies, each persistent, mandatory and confirmed.
///
/// Whoever acknowledges a job first awaits the confirms of all that follows from it.
package struct PipelinePublisher: Sendable {
    package let names: BrokerNames
    /// Who speaks in the events, such as `/rollcall/worker/w1`.
    package let source: String
    /// For everything but events.
    private let channel: AMQPChannel
    /// For events alone, each of which goes into the stream.
    ///
    /// When a stream's leader changes, RabbitMQ (3.10.8) sends again what was not written, under the channel's numbers
    /// instead of the stream's, takes what follows under lower numbers for repeated, and confirms it without writing it.
    /// On a channel whose every message goes into the stream both count alike.
    private let events: AMQPChannel
    /// How long a message is sent again that no queue takes.
    private let patience: Duration

    /// Opens channels with confirms for publishing; a message that no queue takes is an error after `patience`.
    package init(
        over connection: AMQPConnection,
        names: BrokerNames,
        source: String,
        patience: Duration = .seconds(15)
    ) async throws(AMQPError) {
        self.names = names
        self.patience = patience
        self.source = source
        channel = try await connection.openChannel()
        try await channel.enableConfirms()
        events = try await connection.openChannel()
        try await events.enableConfirms()
    }

    /// Publishes a job to its lane.
    ///
    /// What is handed back is another message to the broker, which counts its deliveries anew: so `deliveries`, how
    /// often it has come in vain, goes along in a header.
    package func send(_ job: Job, to lane: Lane, deliveries: Int = 0) -> Publication {
        var message = message(job)
        if deliveries > 0 { message.properties.headers[AMQPDelivery.countHeader] = .integer(Int64(deliveries)) }
        return Publication(message, to: names.jobs, routingKey: lane.rawValue, on: channel, patience: patience)
    }

    /// Publishes a job into the delay ladder.
    ///
    /// The message is made anew: the broker's own headers of the way so far (`x-death` and others) would make it see a
    /// loop, and the key is that of the lane which the job came from.
    package func send(_ job: Job, to lane: Lane, afterSeconds seconds: Int) -> Publication {
        Publication(
            message(job),
            to: names.delay(DelayLadder.level(seconds)),
            routingKey: DelayLadder.routingKey(seconds, lane: lane),
            on: channel,
            patience: patience
        )
    }

    /// Publishes a status event.
    package func send(_ event: ActivationEvent) -> Publication {
        send(event.encoded(), id: event.id, key: StatusRoutingKey.key(event))
    }

    /// Publishes an event that concerns no job.
    package func send(_ notice: Notice) -> Publication {
        send(notice.encoded(), id: notice.id, key: StatusRoutingKey.notice(notice.kind))
    }

    /// Publishes a copy of a message to the dead queue, with the reason in its headers.
    package func sendDead(
        _ delivery: AMQPDelivery,
        _ rejection: JobRejection,
        from lane: Lane,
        worker: String
    ) -> Publication {
        var properties = delivery.properties
        properties.isPersistent = true
        properties.expiration = nil
        properties.headers = PipelinePublisher.kept(properties.headers)
        // What was no UTF-8 has grown in reading, and AMQP carries at most 255 bytes.
        for text in [
            \MessageProperties.contentType, \.contentEncoding, \.correlationID, \.messageID, \.type, \.applicationID,
        ] where (properties[keyPath: text]?.utf8.count ?? 0) > 255 {
            properties[keyPath: text] = nil
        }
        properties.headers["rollcall-reason"] = .string(rejection.reason.rawValue)
        properties.headers["rollcall-detail"] = .string(rejection.detail)
        properties.headers["rollcall-queue"] = .string(names.lane(lane))
        properties.headers["rollcall-worker"] = .string(worker)
        return Publication(
            AMQPMessage(properties: properties, body: delivery.body),
            to: names.dead,
            routingKey: names.poisonKey(lane),
            on: channel,
            patience: patience
        )
    }

    /// The sender's own headers, as far as they leave room for ours: all headers must fit into one frame.
    private static func kept(_ headers: FieldTable) -> FieldTable {
        let small = headers.filter { name, value in
            guard !name.hasPrefix("x-"), !["CC", "BCC"].contains(name) else { return false }
            switch value {
            case .string(let text): return text.utf8.count <= 1024
            case .bytes(let bytes): return bytes.count <= 1024
            case .table, .array: return false
            default: return true
            }
        }
        return small.count <= 32 ? small : [:]
    }

    /// Publishes what a worker says of itself; no one need listen.
    package func sendWorkerStatus(_ body: [UInt8], key: String) -> PublishReceipt {
        var properties = MessageProperties()
        properties.contentType = "application/json"
        properties.type = "rollcall.worker.status"
        let message = AMQPMessage(properties: properties, body: body)
        return channel.send(message, to: names.workers, routingKey: key, mandatory: false)
    }

    private func send(_ body: [UInt8], id: String, key: String) -> Publication {
        var properties = MessageProperties()
        properties.contentType = "application/cloudevents+json"
        properties.isPersistent = true
        properties.messageID = id
        let message = AMQPMessage(properties: properties, body: body)
        return Publication(message, to: names.status, routingKey: key, on: events, patience: patience)
    }

    private func message(_ job: Job) -> AMQPMessage {
        var properties = MessageProperties()
        properties.contentType = "application/json"
        properties.type = "rollcall.job"
        properties.isPersistent = true
        properties.messageID = job.id.text
        return AMQPMessage(properties: properties, body: job.encoded())
    }
}
