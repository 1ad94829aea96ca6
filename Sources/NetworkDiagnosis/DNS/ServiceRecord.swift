/// Where a service is to be had (RFC 2782).
package struct ServiceRecord: Sendable, Hashable {
    /// Lower ones come first.
    package var priority: UInt16
    /// Among those of one priority, how large its share is.
    package var weight: UInt16
    /// The port.
    package var port: UInt16
    /// The name of the computer, without a full stop at its end; `.` says that the service is not offered.
    package var target: String

    /// Makes a record.
    package init(priority: UInt16, weight: UInt16, port: UInt16, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }

    /// The records in the order in which to try them: by priority, and among equals by chance with their weights.
    ///
    /// The way of RFC 2782, "Usage rules": of those not yet placed, with the ones of weight 0 in front, the first whose
    /// running sum of weights reaches a random number from 0 to the whole sum is next.
    package static func ordered(
        _ records: [ServiceRecord],
        using generator: inout some RandomNumberGenerator
    ) -> [ServiceRecord] {
        var ordered: [ServiceRecord] = []
        for (_, group) in Dictionary(grouping: records, by: \.priority).sorted(by: { $0.key < $1.key }) {
            var left = group.filter { $0.weight == 0 } + group.filter { $0.weight != 0 }
            while !left.isEmpty {
                let sum = left.reduce(0) { $0 + UInt64($1.weight) }
                let drawn = UInt64.random(in: 0...sum, using: &generator)
                var running: UInt64 = 0
                let index = left.firstIndex { record in
                    running += UInt64(record.weight)
                    return running >= drawn
                }
                // The last running sum is the whole sum, so there always is one.
                ordered.append(left.remove(at: index ?? 0))
            }
        }
        return ordered
    }
}

extension ServiceRecord: CustomStringConvertible {
    /// Host and port, such as `kms1.example.edu:1688`.
    package var description: String { "\(target):\(port)" }
}
