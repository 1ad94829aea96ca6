/// PDUs that answer a bind, put together for the tests by the tables of C706, section 12.6.
package enum RPCAnswers {
    /// A bind_ack for one context.
    package static func acknowledgement(
        result: UInt16 = 0,
        reason: UInt16 = 0,
        address: String = "1688",
        call: UInt32 = 1,
        isBigEndian: Bool = false
    ) -> [UInt8] {
        var pdu = PDU(isBigEndian)
        pdu.two(5840)
        pdu.two(5840)
        pdu.four(0x1234_5678)
        pdu.two(UInt16(address.utf8.count + 1))
        pdu.bytes += Array(address.utf8) + [0]
        while pdu.bytes.count % 4 != 0 { pdu.bytes.append(0) }
        pdu.bytes += [1, 0, 0, 0]
        pdu.two(result)
        pdu.two(reason)
        // NDR and its version where it was taken, nothing otherwise.
        let syntax: [UInt8] = [
            0x04, 0x5D, 0x88, 0x8A, 0xEB, 0x1C, 0xC9, 0x11, 0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60, 2, 0, 0, 0,
        ]
        pdu.bytes += result == 0 ? syntax : [UInt8](repeating: 0, count: 20)
        return pdu.whole(type: 12, call: call)
    }

    /// A bind_nak that offers version 5.0.
    package static func refusal(reason: UInt16) -> [UInt8] {
        var pdu = PDU(false)
        pdu.two(reason)
        pdu.bytes += [1, 5, 0]
        return pdu.whole(type: 13, call: 1)
    }

    /// A fault.
    package static func fault(status: UInt32) -> [UInt8] {
        var pdu = PDU(false)
        pdu.four(32)
        pdu.two(0)
        pdu.bytes += [0, 0]
        pdu.four(status)
        pdu.four(0)
        return pdu.whole(type: 3, call: 1)
    }

    /// A PDU of any type, with an empty body.
    package static func empty(type: UInt8) -> [UInt8] {
        PDU(false).whole(type: type, call: 1)
    }

    private struct PDU {
        let isBigEndian: Bool
        var bytes: [UInt8] = []

        init(_ isBigEndian: Bool) {
            self.isBigEndian = isBigEndian
        }

        mutating func two(_ value: UInt16) {
            let pair = [UInt8(value & 0xFF), UInt8(value >> 8)]
            bytes += isBigEndian ? pair.reversed() : pair
        }

        mutating func four(_ value: UInt32) {
            two(UInt16(truncatingIfNeeded: isBigEndian ? value >> 16 : value))
            two(UInt16(truncatingIfNeeded: isBigEndian ? value : value >> 16))
        }

        func whole(type: UInt8, call: UInt32) -> [UInt8] {
            var header = PDU(isBigEndian)
            header.bytes = [5, 0, type, 3, isBigEndian ? 0 : 0x10, 0, 0, 0]
            header.two(UInt16(16 + bytes.count))
            header.two(0)
            header.four(call)
            return header.bytes + bytes
        }
    }
}
