/// What came back for a bind.
package enum RPCBindReply: Sendable, Hashable {
    /// The interface is there (bind_ack with the result "acceptance").
    case accepted
    /// An RPC server that does not take the context (bind_ack with another result).
    ///
    /// `result` 1 and 2 are a rejection by the user and by the provider; of the reasons, 1 says that the interface is
    /// not there, 2 that the transfer syntax is not (C706, section 12.6.3.1).
    case rejected(result: UInt16, reason: UInt16)
    /// An RPC server that takes no bind now or from us (bind_nak), with its reason.
    ///
    /// 1 and 2 are congestion and a limit, 4 the protocol's version, 8 and 9 authentication (C706, section 12.6.3.1;
    /// MS-RPCE, section 2.2.2.5).
    case refused(reason: UInt16)
    /// An RPC server that answers with a fault and its status, such as 0x00000005 or 0x1c010003.
    case fault(status: UInt32)
    /// An RPC server that answers with a PDU that is no answer to a bind.
    case otherPDU(type: UInt8)
    /// Something that does not speak RPC; `beginning` is what it says first, fit to be printed.
    case notRPC(beginning: String)
    /// It begins like RPC, but does not go on so.
    case malformed(String)
}

/// Reads the answer to a bind from what a connection brings.
///
/// Layouts: C706, sections 12.6.3.1, 12.6.4.4 (bind_ack), 12.6.4.5 (bind_nak) and 12.6.4.7 (fault).
struct RPCBindReplyReader: AnswerReader {
    private static let headerLength = 16
    // The bind offers no more; an answer to it has about a hundred bytes.
    private static let maximumLength = 5840

    private var bytes: [UInt8] = []

    mutating func receive(_ more: [UInt8]) -> RPCBindReply? {
        bytes += more.prefix(Self.maximumLength - bytes.count)
        guard Self.beginsLikeRPC(bytes) else { return .notRPC(beginning: printable(bytes.prefix(32))) }
        guard bytes.count >= Self.headerLength else { return nil }
        var header = ByteReader(bytes, order: order, at: 8)
        let length = Int(header.number(UInt16.self) ?? 0)
        guard (Self.headerLength...Self.maximumLength).contains(length) else {
            return .malformed("its length is given as \(length) bytes")
        }
        guard bytes.count >= length else { return nil }
        return reply(Array(bytes.prefix(length)))
    }

    /// Version 5.0 or 5.1, and a first byte of the data representation that C706, section 14.1 knows.
    private static func beginsLikeRPC(_ bytes: [UInt8]) -> Bool {
        if let major = bytes.first, major != 5 { return false }
        if bytes.count > 1, bytes[1] > 1 { return false }
        return bytes.count <= 4 || bytes[4] & 0xEE == 0
    }

    private var order: ByteReader.Order { bytes[4] & 0x10 == 0 ? .big : .little }

    private func reply(_ pdu: [UInt8]) -> RPCBindReply {
        var reader = ByteReader(pdu, order: order, at: 12)
        guard reader.number() == RPCBind.callID else { return .malformed("it answers another call") }
        switch pdu[2] {
        case 12: return Self.acknowledgement(&reader)
        case 13:
            guard let reason = reader.number(UInt16.self) else { return .malformed("its bind_nak is cut off") }
            return .refused(reason: reason)
        case 3:
            // alloc_hint, context and cancel count come before the status.
            guard reader.skip(8), let status = reader.number(UInt32.self) else {
                return .malformed("its fault is cut off")
            }
            return .fault(status: status)
        default: return .otherPDU(type: pdu[2])
        }
    }

    private static func acknowledgement(_ reader: inout ByteReader) -> RPCBindReply {
        // Fragment sizes and the association, then the secondary address, then up to a multiple of four.
        guard reader.skip(8), let address = reader.number(UInt16.self), reader.skip(Int(address)),
            reader.skip((4 - reader.position % 4) % 4), let count = reader.byte(), reader.skip(3),
            let result = reader.number(UInt16.self), let reason = reader.number(UInt16.self), reader.skip(20)
        else { return .malformed("its bind_ack is cut off") }
        guard count == 1 else { return .malformed("its bind_ack has \(count) results for one context") }
        return result == 0 ? .accepted : .rejected(result: result, reason: reason)
    }
}
