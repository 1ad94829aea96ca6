import ActivationDomain
import ActivationPipeline

/// Jobs of a campaign that share a code.
struct CodeGroup {
    var code: ErrorCode
    var count: CampaignProgress.CodeCount
    /// Those whose jobs they are, in order; empty where only the numbers are known.
    var computers: [String] = []

    /// The groups, those that need a person first, larger ones before smaller ones.
    static func groups(of codes: [String: CampaignProgress.CodeCount]) -> [CodeGroup] {
        codes.compactMap { text, count in ErrorCode(text).map { CodeGroup(code: $0, count: count) } }
            .sorted {
                ($0.count.ended, $0.count.waiting, $1.code.text) > ($1.count.ended, $1.count.waiting, $0.code.text)
            }
    }

    /// The groups with their computers.
    static func groups(of progress: CampaignProgress) -> [CodeGroup] {
        var computers: [String: Set<String>] = [:]
        for job in progress.jobs where job.state != .activated {
            if let code = job.decidingCode { computers[code, default: []].insert(job.computer) }
        }
        return groups(of: progress.codes).map { group in
            var group = group
            group.computers = computers[group.code.text, default: []].sorted()
            return group
        }
    }
}

/// The end of a campaign for scripts.
struct CampaignSummary: Encodable {
    struct Group: Encodable {
        var code, `class`: String
        var ended, waiting: Int
        var computers: [String]
    }

    var campaign: String
    var total, ended, activated, attempts, repeatedEvents: Int
    /// Jobs that a newer round has taken the place of; they are in none of the other numbers but the attempts.
    var superseded: Int
    var states: [String: Int]
    var codes: [Group]

    init(_ progress: CampaignProgress, _ catalogue: ErrorCatalogue) {
        campaign = progress.campaign
        total = progress.total
        ended = progress.ended
        activated = progress.activated
        attempts = progress.attempts
        repeatedEvents = progress.repeats
        superseded = progress.superseded
        states = [:]
        for (state, count) in progress.counts where count > 0 { states[state.rawValue] = count }
        codes = CodeGroup.groups(of: progress).map { group in
            Group(
                code: group.code.text,
                class: catalogue.entry(group.code).errorClass.rawValue,
                ended: group.count.ended,
                waiting: group.count.waiting,
                computers: group.computers
            )
        }
    }
}
