internal import ActivationDomain
internal import BoardProjection

/// How many jobs are in each state.
package struct APIStates: APIValue {
    private let counts: StateCounts

    init(_ counts: StateCounts) { self.counts = counts }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        // All of them, so that a program needs no default.
        let pairs = ActivationState.allCases.map { ($0.rawValue, counts[$0]) }
        try container.encode(Dictionary(uniqueKeysWithValues: pairs))
    }

    package static let schemaName = "States"
    package static var schema: APISchema {
        APISchema(
            "Jobs by state.",
            members: ActivationState.allCases.map { .always($0.rawValue, .count) }
        )
    }
}

/// How the jobs of something stand.
package struct APICounts: APIValue {
    var states: APIStates
    var total: Int
    var ended: Int
    var needsPerson: Int

    init(_ counts: StateCounts) {
        states = APIStates(counts)
        total = counts.total
        ended = counts.ended
        needsPerson = counts.needsPerson
    }

    package static let schemaName = "Counts"
    package static let schema = APISchema(
        "How jobs stand.",
        .always("states", .reference(APIStates.self)),
        .always("total", .count, "All of these jobs of which anything has been told."),
        .always("ended", .count, "Those in a last state."),
        .always("needsPerson", .count, "Those that have ended and are not active: a person must act.")
    )
}
