internal import CRabbitMQ

extension InboundFrame {
    /// Copies a frame out of the library's memory.
    ///
    /// - Warning: The frame is only valid until its buffers are released; nothing of it is kept.
    init(_ frame: amqp_frame_t) {
        let channel = frame.channel
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            self = InboundFrame.method(frame.payload.method, channel)
        case AMQP_FRAME_HEADER:
            let properties = frame.payload.properties
            guard let decoded = properties.decoded else {
                self = .ignored
                return
            }
            let raw = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            self = .header(channel: channel, MessageProperties(raw), bodySize: properties.body_size)
        case AMQP_FRAME_BODY:
            self = .body(channel: channel, [UInt8](frame.payload.body_fragment))
        default:
            self = .ignored
        }
    }

    private static func method(_ method: amqp_method_t, _ channel: UInt16) -> InboundFrame {
        func decoded<T>(_ type: T.Type) -> T? { method.decoded?.assumingMemoryBound(to: type).pointee }
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            guard let raw = decoded(amqp_basic_deliver_t.self) else { return .ignored }
            return .delivery(
                channel: channel,
                DeliveryStart(
                    consumerTag: String(raw.consumer_tag),
                    deliveryTag: raw.delivery_tag,
                    isRedelivered: raw.redelivered != 0,
                    exchange: String(raw.exchange),
                    routingKey: String(raw.routing_key)
                )
            )
        case AMQP_BASIC_RETURN_METHOD:
            guard let raw = decoded(amqp_basic_return_t.self) else { return .ignored }
            return .returned(
                channel: channel,
                ReturnStart(
                    replyCode: Int(raw.reply_code),
                    text: String(raw.reply_text),
                    exchange: String(raw.exchange),
                    routingKey: String(raw.routing_key)
                )
            )
        case AMQP_BASIC_ACK_METHOD:
            guard let raw = decoded(amqp_basic_ack_t.self) else { return .ignored }
            return .confirm(
                channel: channel,
                deliveryTag: raw.delivery_tag,
                multiple: raw.multiple != 0,
                positive: true
            )
        case AMQP_BASIC_NACK_METHOD:
            guard let raw = decoded(amqp_basic_nack_t.self) else { return .ignored }
            return .confirm(
                channel: channel,
                deliveryTag: raw.delivery_tag,
                multiple: raw.multiple != 0,
                positive: false
            )
        case AMQP_BASIC_CANCEL_METHOD:
            guard let raw = decoded(amqp_basic_cancel_t.self) else { return .ignored }
            return .consumerCancelled(channel: channel, tag: String(raw.consumer_tag))
        case AMQP_CHANNEL_CLOSE_METHOD:
            guard let raw = decoded(amqp_channel_close_t.self) else { return .ignored }
            return .channelClosed(channel: channel, replyCode: Int(raw.reply_code), text: String(raw.reply_text))
        case AMQP_CONNECTION_CLOSE_METHOD:
            guard let raw = decoded(amqp_connection_close_t.self) else { return .ignored }
            return .connectionClosed(replyCode: Int(raw.reply_code), text: String(raw.reply_text))
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return .blocked(reason: decoded(amqp_connection_blocked_t.self).map { String($0.reason) } ?? "")
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        default:
            return reply(method, channel)
        }
    }

    private static func reply(_ method: amqp_method_t, _ channel: UInt16) -> InboundFrame {
        func decoded<T>(_ type: T.Type) -> T? { method.decoded?.assumingMemoryBound(to: type).pointee }
        switch method.id {
        case AMQP_QUEUE_DECLARE_OK_METHOD:
            guard let raw = decoded(amqp_queue_declare_ok_t.self) else { return .ignored }
            let state = AMQPQueueState(
                name: String(raw.queue),
                messageCount: Int(raw.message_count),
                consumerCount: Int(raw.consumer_count)
            )
            return .reply(channel: channel, .queue(state))
        case AMQP_BASIC_CONSUME_OK_METHOD:
            return .reply(
                channel: channel,
                .consumer(tag: decoded(amqp_basic_consume_ok_t.self).map { String($0.consumer_tag) } ?? "")
            )
        case AMQP_CHANNEL_CLOSE_OK_METHOD: return .reply(channel: channel, .channelClosed)
        case AMQP_CONNECTION_CLOSE_OK_METHOD: return .reply(channel: channel, .connectionClosed)
        case AMQP_BASIC_CANCEL_OK_METHOD:
            return .reply(
                channel: channel,
                .consumerEnded(tag: decoded(amqp_basic_cancel_ok_t.self).map { String($0.consumer_tag) } ?? "")
            )
        case AMQP_CHANNEL_OPEN_OK_METHOD: return .reply(channel: channel, .channelOpened)
        case AMQP_EXCHANGE_DECLARE_OK_METHOD, AMQP_EXCHANGE_DELETE_OK_METHOD,
            AMQP_EXCHANGE_BIND_OK_METHOD, AMQP_EXCHANGE_UNBIND_OK_METHOD, AMQP_QUEUE_BIND_OK_METHOD,
            AMQP_QUEUE_UNBIND_OK_METHOD, AMQP_QUEUE_DELETE_OK_METHOD, AMQP_QUEUE_PURGE_OK_METHOD,
            AMQP_BASIC_QOS_OK_METHOD, AMQP_CONFIRM_SELECT_OK_METHOD:
            return .reply(channel: channel, .done)
        default:
            return .ignored
        }
    }
}
