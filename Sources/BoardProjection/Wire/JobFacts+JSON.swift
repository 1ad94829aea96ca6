internal import ActivationDomain

// The board's values as JSON: names as the events have them where they mean the same, times as RFC 3339 in UTC, and what
// does not apply is left out.

extension ErrorFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case code, symbol, `class`, title, advice
    }

    /// Writes the error as the events' member `error`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encodeIfPresent(symbol, forKey: .symbol)
        try container.encode(errorClass, forKey: .class)
        try container.encode(BothLanguages(title), forKey: .title)
        try container.encode(BothLanguages(advice), forKey: .advice)
    }
}

/// A text in both languages.
private struct BothLanguages: Encodable {
    private enum CodingKeys: String, CodingKey {
        case en
        case chinese = "zh-Hant"
    }
    let en, chinese: String

    init(_ text: LocalizedText) {
        en = text.english
        chinese = text.traditionalChinese
    }
}

extension JobFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case job, campaign, computer, site, lab, product, round, state, attempt, error, exhausted, nextAttemptAt,
            enrolledAt
        case changedAt, endedAt
    }

    /// Writes the job.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .job)
        try container.encode(campaign, forKey: .campaign)
        try container.encode(computer, forKey: .computer)
        try container.encode(site, forKey: .site)
        try container.encode(lab, forKey: .lab)
        try container.encode(product, forKey: .product)
        try container.encode(round, forKey: .round)
        try container.encode(state.rawValue, forKey: .state)
        try container.encode(attempt, forKey: .attempt)
        try container.encodeIfPresent(error, forKey: .error)
        if isExhausted { try container.encode(true, forKey: .exhausted) }
        try container.encodeIfPresent(nextAt?.description, forKey: .nextAttemptAt)
        try container.encodeIfPresent(enrolledAt?.description, forKey: .enrolledAt)
        try container.encode(changedAt.description, forKey: .changedAt)
        try container.encodeIfPresent(endedAt?.description, forKey: .endedAt)
    }
}

extension AttemptFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case attempt, state, startedAt, endedAt, nextAttemptAt, parks, error, outerCode, durationMilliseconds, kmsHost,
            source
        case evidence
    }

    /// Writes the attempt.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .attempt)
        try container.encode(state.rawValue, forKey: .state)
        try container.encodeIfPresent(startedAt?.description, forKey: .startedAt)
        try container.encodeIfPresent(endedAt?.description, forKey: .endedAt)
        try container.encodeIfPresent(nextAt?.description, forKey: .nextAttemptAt)
        if parks > 0 { try container.encode(parks, forKey: .parks) }
        try container.encodeIfPresent(error, forKey: .error)
        try container.encodeIfPresent(outerCode, forKey: .outerCode)
        try container.encodeIfPresent(milliseconds, forKey: .durationMilliseconds)
        try container.encodeIfPresent(kmsHost, forKey: .kmsHost)
        try container.encodeIfPresent(source, forKey: .source)
        try container.encodeIfPresent(evidence, forKey: .evidence)
    }
}

extension JobStory: Encodable {
    private enum CodingKeys: String, CodingKey {
        case isCurrent, attempts
    }

    /// Writes the job's own members, whether it is the newest round, and its attempts.
    package func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isCurrent, forKey: .isCurrent)
        try container.encode(attempts, forKey: .attempts)
    }
}
