import ActivationDomain
import ActivationPipeline

/// Jobs of a campaign that share a code.
struct CodeGroup {
    var code: ErrorCode
    /// Ended without success.
    var ended = 0
    /// Will be tried again.
    var waiting = 0
    var computers: [String] = []

    /// The groups, those that need a person first, larger ones before smaller ones.
    static func groups(of progress: CampaignProgress) -> [CodeGroup] {
        var groups: [ErrorCode: CodeGroup] = [:]
        for job in progress.jobs.values where job.state != .activated {
            guard let code = job.decidingCode.flatMap({ ErrorCode($0) }) else { continue }
            var group = groups[code] ?? CodeGroup(code: code)
            if job.state.isLast { group.ended += 1 } else { group.waiting += 1 }
            group.computers.append(job.computer)
            groups[code] = group
        }
        return groups.values
            .map { group in
                var group = group
                group.computers = Array(Set(group.computers)).sorted()
                return group
            }
            .sorted { ($0.ended, $0.waiting, $1.code.text) > ($1.ended, $1.waiting, $0.code.text) }
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
    var states: [String: Int]
    var codes: [Group]

    init(_ progress: CampaignProgress, _ catalogue: ErrorCatalogue) {
        campaign = progress.campaign
        total = progress.total
        ended = progress.ended
        activated = progress.activated
        attempts = progress.attempts
        repeatedEvents = progress.repeats
        states = [:]
        for (state, count) in progress.counts where count > 0 { states[state.rawValue] = count }
        codes = CodeGroup.groups(of: progress).map { group in
            Group(
                code: group.code.text,
                class: catalogue.entry(group.code).errorClass.rawValue,
                ended: group.ended,
                waiting: group.waiting,
                computers: group.computers
            )
        }
    }
}
