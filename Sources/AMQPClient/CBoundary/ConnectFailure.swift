/// Why one of a name's addresses did not give a connection.
struct ConnectFailure: Sendable, Equatable {
    /// The numeric address.
    var target: String
    /// Why, as it follows the address: `connection refused`.
    var reason: String
    /// What came of a peer that answers but is not to be spoken with; goes before all reasons.
    var verdict: AMQPError?

    /// The one error that all of them make; `setting` is what names the address.
    static func error(
        of failures: [ConnectFailure],
        _ address: AMQPAddress,
        setting: String = "broker.url"
    ) -> AMQPError {
        if let verdict = failures.lazy.compactMap(\.verdict).first { return verdict }
        let isName = failures.contains { $0.target != address.host }
        let reasons = failures.map { isName ? "\($0.target): \($0.reason)" : $0.reason }.joined(separator: "; ")
        return AMQPError(
            .unreachable,
            "no broker answers at \(address) (\(reasons)); is it running, and is \(setting) right?"
        )
    }
}
