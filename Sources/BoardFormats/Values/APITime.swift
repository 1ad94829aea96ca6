internal import ActivationDomain

/// A time in RFC 3339, always UTC and written with `Z`.
package struct APITime: Encodable, Sendable, Hashable {
    let time: Timestamp

    init(_ time: Timestamp) { self.time = time }

    init?(_ time: Timestamp?) {
        guard let time else { return nil }
        self.time = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(time.description)
    }
}
