internal import CRabbitMQ

extension Arena {
    /// A message's properties with the flags of those that are set.
    mutating func properties(_ properties: MessageProperties) -> amqp_basic_properties_t {
        var raw = amqp_basic_properties_t()
        var flags: Int32 = AMQP_BASIC_DELIVERY_MODE_FLAG
        raw.delivery_mode = properties.isPersistent ? 2 : 1
        func set(_ text: String?, _ flag: Int32, _ store: (inout amqp_basic_properties_t, amqp_bytes_t) -> Void) {
            guard let text else { return }
            store(&raw, bytes(text))
            flags |= flag
        }
        set(properties.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG) { $0.content_type = $1 }
        set(properties.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG) { $0.content_encoding = $1 }
        set(properties.correlationID, AMQP_BASIC_CORRELATION_ID_FLAG) { $0.correlation_id = $1 }
        set(properties.expiration, AMQP_BASIC_EXPIRATION_FLAG) { $0.expiration = $1 }
        set(properties.messageID, AMQP_BASIC_MESSAGE_ID_FLAG) { $0.message_id = $1 }
        set(properties.type, AMQP_BASIC_TYPE_FLAG) { $0.type = $1 }
        set(properties.applicationID, AMQP_BASIC_APP_ID_FLAG) { $0.app_id = $1 }
        if let timestamp = properties.timestamp {
            raw.timestamp = timestamp
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
        }
        if !properties.headers.isEmpty {
            raw.headers = table(properties.headers)
            flags |= AMQP_BASIC_HEADERS_FLAG
        }
        raw._flags = UInt32(flags)
        return raw
    }

    /// Writes a method, and gives the library's status.
    mutating func write(_ method: OutboundMethod, on channel: UInt16, to writer: inout FrameWriter) -> Int32 {
        switch method {
        case .channelOpen:
            var raw = amqp_channel_open_t(out_of_band: amqp_empty_bytes)
            return writer.append(AMQP_CHANNEL_OPEN_METHOD, &raw, on: channel)
        case .channelClose:
            var raw = amqp_channel_close_t()
            raw.reply_code = UInt16(AMQP_REPLY_SUCCESS)
            raw.reply_text = bytes("closed")
            return writer.append(AMQP_CHANNEL_CLOSE_METHOD, &raw, on: channel)
        case .channelCloseOK:
            var raw = amqp_channel_close_ok_t()
            return writer.append(AMQP_CHANNEL_CLOSE_OK_METHOD, &raw, on: channel)
        case .connectionClose:
            var raw = amqp_connection_close_t()
            raw.reply_code = UInt16(AMQP_REPLY_SUCCESS)
            raw.reply_text = bytes("closed")
            return writer.append(AMQP_CONNECTION_CLOSE_METHOD, &raw, on: 0)
        case .connectionCloseOK:
            var raw = amqp_connection_close_ok_t()
            return writer.append(AMQP_CONNECTION_CLOSE_OK_METHOD, &raw, on: 0)
        case .ack(let tag, let multiple):
            var raw = amqp_basic_ack_t(delivery_tag: tag, multiple: multiple ? 1 : 0)
            return writer.append(AMQP_BASIC_ACK_METHOD, &raw, on: channel)
        case .reject(let tag, let requeue):
            var raw = amqp_basic_reject_t(delivery_tag: tag, requeue: requeue ? 1 : 0)
            return writer.append(AMQP_BASIC_REJECT_METHOD, &raw, on: channel)
        case .confirmSelect:
            var raw = amqp_confirm_select_t(nowait: 0)
            return writer.append(AMQP_CONFIRM_SELECT_METHOD, &raw, on: channel)
        case .qos(let count):
            var raw = amqp_basic_qos_t(prefetch_size: 0, prefetch_count: count, global: 0)
            return writer.append(AMQP_BASIC_QOS_METHOD, &raw, on: channel)
        case .consume(let queue, let tag, let arguments, let exclusive):
            var raw = amqp_basic_consume_t()
            raw.queue = bytes(queue)
            raw.consumer_tag = bytes(tag)
            raw.exclusive = exclusive ? 1 : 0
            raw.arguments = table(arguments)
            return writer.append(AMQP_BASIC_CONSUME_METHOD, &raw, on: channel)
        case .cancel(let tag):
            var raw = amqp_basic_cancel_t(consumer_tag: bytes(tag), nowait: 0)
            return writer.append(AMQP_BASIC_CANCEL_METHOD, &raw, on: channel)
        default:
            return writeTopology(method, on: channel, to: &writer)
        }
    }

    private mutating func writeTopology(
        _ method: OutboundMethod,
        on channel: UInt16,
        to writer: inout FrameWriter
    ) -> Int32 {
        switch method {
        case .declareExchange(let exchange, let passive):
            var raw = amqp_exchange_declare_t()
            raw.exchange = bytes(exchange.name)
            raw.type = bytes(exchange.kind.rawValue)
            raw.passive = passive ? 1 : 0
            raw.durable = exchange.isDurable ? 1 : 0
            raw.auto_delete = exchange.deletesAutomatically ? 1 : 0
            raw.arguments = table(exchange.arguments)
            return writer.append(AMQP_EXCHANGE_DECLARE_METHOD, &raw, on: channel)
        case .deleteExchange(let name):
            var raw = amqp_exchange_delete_t()
            raw.exchange = bytes(name)
            return writer.append(AMQP_EXCHANGE_DELETE_METHOD, &raw, on: channel)
        case .declareQueue(let queue, let passive):
            var raw = amqp_queue_declare_t()
            raw.queue = bytes(queue.name)
            raw.passive = passive ? 1 : 0
            raw.durable = queue.isDurable ? 1 : 0
            raw.exclusive = queue.isExclusive ? 1 : 0
            raw.auto_delete = queue.deletesAutomatically ? 1 : 0
            raw.arguments = table(queue.arguments)
            return writer.append(AMQP_QUEUE_DECLARE_METHOD, &raw, on: channel)
        case .deleteQueue(let name):
            var raw = amqp_queue_delete_t()
            raw.queue = bytes(name)
            return writer.append(AMQP_QUEUE_DELETE_METHOD, &raw, on: channel)
        case .purgeQueue(let name):
            var raw = amqp_queue_purge_t()
            raw.queue = bytes(name)
            return writer.append(AMQP_QUEUE_PURGE_METHOD, &raw, on: channel)
        case .bind(let binding):
            return writeBinding(binding, on: channel, to: &writer, binds: true)
        case .unbind(let binding):
            return writeBinding(binding, on: channel, to: &writer, binds: false)
        default:
            return Int32(AMQP_STATUS_UNKNOWN_METHOD.rawValue)
        }
    }

    private mutating func writeBinding(
        _ binding: AMQPBinding,
        on channel: UInt16,
        to writer: inout FrameWriter,
        binds: Bool
    ) -> Int32 {
        let source = bytes(binding.source)
        let key = bytes(binding.routingKey)
        switch (binding.destination, binds) {
        case (.queue(let name), true):
            var raw = amqp_queue_bind_t()
            (raw.queue, raw.exchange, raw.routing_key) = (bytes(name), source, key)
            return writer.append(AMQP_QUEUE_BIND_METHOD, &raw, on: channel)
        case (.queue(let name), false):
            var raw = amqp_queue_unbind_t()
            (raw.queue, raw.exchange, raw.routing_key) = (bytes(name), source, key)
            return writer.append(AMQP_QUEUE_UNBIND_METHOD, &raw, on: channel)
        case (.exchange(let name), true):
            var raw = amqp_exchange_bind_t()
            (raw.destination, raw.source, raw.routing_key) = (bytes(name), source, key)
            return writer.append(AMQP_EXCHANGE_BIND_METHOD, &raw, on: channel)
        case (.exchange(let name), false):
            var raw = amqp_exchange_unbind_t()
            (raw.destination, raw.source, raw.routing_key) = (bytes(name), source, key)
            return writer.append(AMQP_EXCHANGE_UNBIND_METHOD, &raw, on: channel)
        }
    }
}
