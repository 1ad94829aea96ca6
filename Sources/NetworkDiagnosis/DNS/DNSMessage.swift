internal import ActivationDomain

/// A DNS answer, as far as this module asks for one (RFC 1035, section 4; SRV by RFC 2782; AAAA by RFC 3596).
struct DNSMessage: Sendable, Hashable {
    /// What one record of the answer section holds.
    enum Record: Sendable, Hashable {
        case service(ServiceRecord)
        case address(IPAddress)
        /// Another type or class: aliases on the way to the answer, signatures.
        case other(type: UInt16)
    }

    /// Why bytes are no answer.
    enum Problem: Error, Sendable, Hashable {
        case tooShort
        /// Not an answer but a question.
        case notAnAnswer
        /// A name that does not end, points forward or runs out of the message, or a record that does.
        case broken
    }

    /// The question's number.
    let id: UInt16
    /// RFC 1035, section 4.1.1: 0 no error, 2 server failure, 3 no such name, 5 refused.
    let code: UInt8
    /// The answer did not fit, so records are missing.
    let isTruncated: Bool
    /// The records of the answer section; of one that is truncated those that are whole.
    let records: [Record]

    /// Reads a message.
    init(_ bytes: [UInt8]) throws(Problem) {
        var reader = ByteReader(bytes)
        guard let id = reader.number(UInt16.self), let flags = reader.number(UInt16.self),
            let questions = reader.number(UInt16.self), let answers = reader.number(UInt16.self), reader.skip(4)
        else { throw .tooShort }
        guard flags & 0x8000 != 0 else { throw .notAnAnswer }
        self.id = id
        code = UInt8(flags & 0x000F)
        isTruncated = flags & 0x0200 != 0
        // Of an error or of nothing, the resolver hands on no more than the header.
        records =
            code != 0 || answers == 0
            ? [] : try Self.records(bytes, &reader, questions, answers, mayEndEarly: isTruncated)
    }

    private static func records(
        _ bytes: [UInt8],
        _ reader: inout ByteReader,
        _ questions: UInt16,
        _ answers: UInt16,
        mayEndEarly: Bool
    ) throws(Problem) -> [Record] {
        for _ in 0..<questions {
            guard DNSName.read(bytes, &reader) != nil, reader.skip(4) else { throw .broken }
        }
        var records: [Record] = []
        // A record takes eleven bytes at least, so the message's own length bounds the loop.
        for _ in 0..<answers {
            guard let record = record(bytes, &reader) else {
                if mayEndEarly { break }
                throw .broken
            }
            records.append(record)
        }
        return records
    }

    private static func record(_ bytes: [UInt8], _ reader: inout ByteReader) -> Record? {
        guard DNSName.read(bytes, &reader) != nil, let type = reader.number(UInt16.self),
            let recordClass = reader.number(UInt16.self), reader.skip(4), let length = reader.number(UInt16.self)
        else { return nil }
        let start = reader.position
        guard let data = reader.take(Int(length)) else { return nil }
        guard recordClass == 1 else { return .other(type: type) }
        switch type {
        case DNSRecordType.a.rawValue where data.count == 4, DNSRecordType.aaaa.rawValue where data.count == 16:
            return IPAddress(bytes: data).map { .address($0) }
        case DNSRecordType.a.rawValue, DNSRecordType.aaaa.rawValue:
            return nil
        case DNSRecordType.srv.rawValue:
            var fields = ByteReader(bytes, at: start)
            guard let priority = fields.number(UInt16.self), let weight = fields.number(UInt16.self),
                let port = fields.number(UInt16.self), let target = DNSName.read(bytes, &fields),
                fields.position == start + data.count
            else { return nil }
            return .service(ServiceRecord(priority: priority, weight: weight, port: port, target: target))
        default:
            return .other(type: type)
        }
    }
}

/// What can be asked for.
enum DNSRecordType: UInt16, Sendable {
    case a = 1
    case aaaa = 28
    case srv = 33
}
