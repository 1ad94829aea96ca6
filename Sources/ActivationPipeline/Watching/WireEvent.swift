/// A status event as its JSON has it, of every kind: what a kind does not have is nil.
///
/// What only explains is read leniently: where a job stands must not depend on it.
struct WireEvent: Decodable {
    struct Computer: Decodable {
        var name, site, lab: String
        var address, assetTag, channel: String?
    }
    struct Text: Decodable {
        var en: String
        var chinese: String

        private enum CodingKeys: String, CodingKey {
            case en
            case chinese = "zh-Hant"
        }
    }
    struct Failure: Decodable {
        var code: String
        var innerCode, symbol, `class`: String?
        var title, advice: Lenient<Text>?
    }
    struct Licence: Decodable {
        var status: Int
        var minutesRemaining: Int?
        var expiresAt: String?
    }
    struct Content: Decodable {
        var job, campaign, product, state: String?
        var computer: Computer?
        var round, attempt, count: Int?
        var error: Failure?
        var exhausted: Bool?
        var nextAttemptAt, kmsHost: String?
        var licence: Lenient<Licence>?
        var durationMilliseconds: Int?
        var evidence: Lenient<ObservedEvidence>?
        // Of notices alone.
        var worker, host, version, reason, detail, since, until, credential, sha256, queue, messageId: String?
        var slots: Int?

        /// Whether its numbers are such as jobs and campaigns have: others are nobody's, and what counts with them must
        /// not overflow.
        var isWithinLimits: Bool {
            let (jobs, attempts) = (0...1_000_000_000, 0...1_000_000)
            return jobs.contains(count ?? 0) && attempts.contains(round ?? 0) && attempts.contains(attempt ?? 0)
        }
    }
    var id, type, time: String
    var source: String?
    var data: Content
}

/// A value, or nothing when what stands there is something else.
struct Lenient<Value: Decodable>: Decodable {
    var value: Value?

    init(from decoder: any Decoder) throws {
        value = try? Value(from: decoder)
    }
}
