internal import ActivationDomain

extension StateCounts: Encodable {
    /// Writes an object of numbers by state; every state is in it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let pairs = ActivationState.allCases.map { ($0.rawValue, self[$0]) }
        try container.encode(Dictionary(uniqueKeysWithValues: pairs))
    }
}

extension CampaignFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case campaign, total, states, ended, activated, needsPerson, isComplete, attempts, superseded, firstAt, lastAt
    }

    /// Writes the campaign.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .campaign)
        try container.encode(total, forKey: .total)
        try container.encode(counts, forKey: .states)
        try container.encode(counts.ended, forKey: .ended)
        try container.encode(counts.activated, forKey: .activated)
        try container.encode(counts.needsPerson, forKey: .needsPerson)
        try container.encode(isComplete, forKey: .isComplete)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(superseded, forKey: .superseded)
        try container.encode(firstAt.description, forKey: .firstAt)
        try container.encode(lastAt.description, forKey: .lastAt)
    }
}

extension PaceFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case endedPerMinute, jobsPerMinute, expectedEnd, nextDue, lastDue
    }

    /// Writes the pace.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(endedPerMinute, forKey: .endedPerMinute)
        try container.encodeIfPresent(perMinute, forKey: .jobsPerMinute)
        try container.encodeIfPresent(expectedEnd?.description, forKey: .expectedEnd)
        try container.encodeIfPresent(nextDue?.description, forKey: .nextDue)
        try container.encodeIfPresent(lastDue?.description, forKey: .lastDue)
    }
}

extension LabFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case site, lab, total, states
    }

    /// Writes the lab.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(site, forKey: .site)
        try container.encode(lab, forKey: .lab)
        try container.encode(counts.total, forKey: .total)
        try container.encode(counts, forKey: .states)
    }
}

extension ProblemFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case error, ended, open, labs, firstAt, lastAt
    }

    /// Writes the problem.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(error, forKey: .error)
        try container.encode(ended, forKey: .ended)
        try container.encode(open, forKey: .open)
        try container.encode(labs, forKey: .labs)
        try container.encode(firstAt.description, forKey: .firstAt)
        try container.encode(lastAt.description, forKey: .lastAt)
    }
}
