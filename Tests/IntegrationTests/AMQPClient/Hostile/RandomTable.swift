import AMQPClient
import TestSupport

/// Field tables of random content: as written, and as a client is to read them.
struct RandomTable: Sendable {
    /// With its length before it.
    var bytes: [UInt8]
    var value: FieldTable

    /// Makes a table of every kind of value that a peer may send, valid throughout.
    init(_ random: inout SeededGenerator, depth: Int = 0) {
        var content = Wire()
        var value: FieldTable = [:]
        for _ in 0..<Int.random(in: 0...(depth == 0 ? 8 : 4), using: &random) {
            // Few of them, so that some come twice.
            let key =
                ["", "a", "b", "key", "ключ", "x-stream-offset", "x-delivery-count"].randomElement(using: &random) ?? ""
            content.short(key)
            value[key] = RandomTable.write(to: &content, &random, depth: depth)
        }
        var wire = Wire()
        wire.long(content.bytes)
        bytes = wire.bytes
        self.value = value
    }

    /// Nothing but tables, or arrays, each in the one before it, to this depth.
    static func nested(_ depth: Int, inArrays: Bool) -> [UInt8] {
        let level = inArrays ? 5 : 6
        var wire = Wire()
        for index in 0..<depth {
            let inside = (depth - index - 1) * level
            if !inArrays || index == 0 { wire.put(UInt8(0)) }
            wire.put(UInt8(ascii: inArrays ? "A" : "F"))
            wire.put(UInt32(inside))
        }
        var table = Wire()
        table.long(wire.bytes)
        return table.bytes
    }

    private static func write(to wire: inout Wire, _ random: inout SeededGenerator, depth: Int) -> FieldValue {
        func integer<T: FixedWidthInteger>(_ kind: Unicode.Scalar, _ type: T.Type) -> FieldValue {
            let edges: [T] = [.min, .max, 0, .random(in: .min ... .max, using: &random)]
            let number = edges.randomElement(using: &random) ?? 0
            wire.put(UInt8(ascii: kind))
            wire.put(number)
            return .integer(Int64(clamping: number))
        }
        switch Int.random(in: 0..<(depth < 5 ? 18 : 15), using: &random) {
        case 0: return integer("b", Int8.self)
        case 1: return integer("B", UInt8.self)
        case 2: return integer("s", Int16.self)
        case 3: return integer("u", UInt16.self)
        case 4: return integer("I", Int32.self)
        case 5: return integer("i", UInt32.self)
        case 6: return integer("l", Int64.self)
        case 7: return integer("L", UInt64.self)
        case 8:
            let flag = Bool.random(using: &random)
            wire.bytes += [UInt8(ascii: "t"), flag ? 1 : 0]
            return .bool(flag)
        case 9:
            let number = Float.random(in: -1e30...1e30, using: &random)
            wire.put(UInt8(ascii: "f"))
            wire.put(number.bitPattern)
            return .double(Double(number))
        case 10:
            let number = Double.random(in: -1e300...1e300, using: &random)
            wire.put(UInt8(ascii: "d"))
            wire.put(number.bitPattern)
            return .double(number)
        case 11:
            // A decimal, which the client does not take.
            wire.bytes += [UInt8(ascii: "D"), 2, 0, 0, 1, 0]
            return .null
        case 12:
            let seconds = UInt64.random(in: .min ... .max, using: &random)
            wire.put(UInt8(ascii: "T"))
            wire.put(seconds)
            return .timestamp(seconds)
        case 13:
            wire.put(UInt8(ascii: "V"))
            return .null
        case 14:
            let content = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            let isText = Bool.random(using: &random)
            wire.put(UInt8(ascii: isText ? "S" : "x"))
            wire.long(content)
            return isText ? .string(String(decoding: content, as: UTF8.self)) : .bytes(content)
        case 15:
            var inner = Wire()
            let values = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                write(to: &inner, &random, depth: depth + 1)
            }
            wire.put(UInt8(ascii: "A"))
            wire.long(inner.bytes)
            return .array(values)
        default:
            let inner = RandomTable(&random, depth: depth + 1)
            wire.put(UInt8(ascii: "F"))
            wire.bytes += inner.bytes
            return .table(inner.value)
        }
    }
}
