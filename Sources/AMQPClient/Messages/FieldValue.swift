/// A value in an AMQP field table: a message's headers, a queue's arguments.
public enum FieldValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case double(Double)
    case bytes([UInt8])
    /// Seconds since the Unix epoch.
    case timestamp(UInt64)
    case array([FieldValue])
    case table([String: FieldValue])
    case null

    /// The text, when the value is text.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number, when the value is a whole number of any width.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    /// Makes a text value.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// A message's headers or a declaration's arguments.
public typealias FieldTable = [String: FieldValue]
