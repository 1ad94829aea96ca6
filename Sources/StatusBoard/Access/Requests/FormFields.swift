internal import Hummingbird

/// The fields of a form that was sent, or of a query.
struct FormFields: Sendable {
    private var values: [String: String] = [:]

    /// Reads the encoded text; what is no UTF-8 or stands twice is refused with nil.
    init?(encoded text: some StringProtocol) {
        let pairs = text.split(separator: "&")
        guard pairs.count <= RequestLimits.parameters else { return nil }
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormFields.decoded(parts[0]),
                let value = FormFields.decoded(parts.count > 1 ? parts[1] : "")
            else { return nil }
            guard values.updateValue(value, forKey: name) == nil else { return nil }
        }
    }

    /// A field's text; nil when the form does not have it.
    subscript(name: String) -> String? { values[name] }

    private static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Request {
    /// The fields of the form that was sent.
    ///
    /// - Throws: ``Refusal`` when the body is no form.
    func form() async throws -> FormFields {
        let type = headers[.contentType]?.split(separator: ";").first?.lowercased() ?? ""
        guard type == "application/x-www-form-urlencoded" else { throw Refusal.noForm }
        let body = try await body.collect(upTo: RequestLimits.bodySize)
        guard let fields = FormFields(encoded: String(buffer: body)) else { throw Refusal.noForm }
        return fields
    }
}
