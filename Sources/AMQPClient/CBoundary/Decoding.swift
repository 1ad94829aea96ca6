internal import CRabbitMQ

extension String {
    /// Copies the library's bytes, mending what is not UTF-8.
    init(_ bytes: amqp_bytes_t) {
        self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// Copies the library's bytes.
    init(_ bytes: amqp_bytes_t) {
        self = Array(UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
    }
}

extension MessageProperties {
    /// Copies the properties whose flag is set; the others hold whatever the library's memory held before.
    init(_ raw: amqp_basic_properties_t) {
        self.init()
        func has(_ flag: Int32) -> Bool { raw._flags & UInt32(flag) != 0 }
        if has(AMQP_BASIC_CONTENT_TYPE_FLAG) { contentType = String(raw.content_type) }
        if has(AMQP_BASIC_CONTENT_ENCODING_FLAG) { contentEncoding = String(raw.content_encoding) }
        if has(AMQP_BASIC_HEADERS_FLAG) { headers = FieldTable(raw.headers, depth: 0) }
        if has(AMQP_BASIC_DELIVERY_MODE_FLAG) { isPersistent = raw.delivery_mode == 2 }
        if has(AMQP_BASIC_CORRELATION_ID_FLAG) { correlationID = String(raw.correlation_id) }
        if has(AMQP_BASIC_EXPIRATION_FLAG) { expiration = String(raw.expiration) }
        if has(AMQP_BASIC_MESSAGE_ID_FLAG) { messageID = String(raw.message_id) }
        if has(AMQP_BASIC_TIMESTAMP_FLAG) { timestamp = raw.timestamp }
        if has(AMQP_BASIC_TYPE_FLAG) { type = String(raw.type) }
        if has(AMQP_BASIC_APP_ID_FLAG) { applicationID = String(raw.app_id) }
    }
}

extension FieldTable {
    /// Tables nested deeper than this come from no one's good will; what lies below is left out.
    private static let maximumDepth = 16

    fileprivate init(_ raw: amqp_table_t, depth: Int) {
        self.init()
        guard depth < FieldTable.maximumDepth, let entries = raw.entries else { return }
        for index in 0..<Int(raw.num_entries) {
            self[String(entries[index].key)] = FieldValue(entries[index].value, depth: depth)
        }
    }
}

extension FieldValue {
    fileprivate init(_ raw: amqp_field_value_t, depth: Int) {
        let value = raw.value
        switch UInt32(raw.kind) {
        case AMQP_FIELD_KIND_UTF8.rawValue: self = .string(String(value.bytes))
        case AMQP_FIELD_KIND_BYTES.rawValue: self = .bytes([UInt8](value.bytes))
        case AMQP_FIELD_KIND_BOOLEAN.rawValue: self = .bool(value.boolean != 0)
        case AMQP_FIELD_KIND_I8.rawValue: self = .integer(Int64(value.i8))
        case AMQP_FIELD_KIND_U8.rawValue: self = .integer(Int64(value.u8))
        case AMQP_FIELD_KIND_I16.rawValue: self = .integer(Int64(value.i16))
        case AMQP_FIELD_KIND_U16.rawValue: self = .integer(Int64(value.u16))
        case AMQP_FIELD_KIND_I32.rawValue: self = .integer(Int64(value.i32))
        case AMQP_FIELD_KIND_U32.rawValue: self = .integer(Int64(value.u32))
        case AMQP_FIELD_KIND_I64.rawValue: self = .integer(value.i64)
        case AMQP_FIELD_KIND_U64.rawValue: self = .integer(Int64(clamping: value.u64))
        case AMQP_FIELD_KIND_F32.rawValue: self = .double(Double(value.f32))
        case AMQP_FIELD_KIND_F64.rawValue: self = .double(value.f64)
        case AMQP_FIELD_KIND_TIMESTAMP.rawValue: self = .timestamp(value.u64)
        case AMQP_FIELD_KIND_TABLE.rawValue: self = .table(FieldTable(value.table, depth: depth + 1))
        case AMQP_FIELD_KIND_ARRAY.rawValue:
            guard depth < 16, let entries = value.array.entries else {
                self = .array([])
                return
            }
            self = .array((0..<Int(value.array.num_entries)).map { FieldValue(entries[$0], depth: depth + 1) })
        default: self = .null
        }
    }
}
