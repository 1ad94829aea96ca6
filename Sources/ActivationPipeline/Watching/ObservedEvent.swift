package import ActivationDomain
internal import Foundation

/// What a reader of the status topic needs of an event; unknown fields are ignored.
package struct ObservedEvent: Sendable, Hashable {
    /// What the event tells of a job.
    package struct Activation: Sendable, Hashable {
        package var job: String
        package var campaign: String
        package var computer: String
        package var site: String
        package var lab: String
        package var product: String
        package var round: Int
        package var state: ActivationState
        package var attempt: Int
        /// How often the job had been parked: told by a `parked` event alone, which has the number in its id.
        package var parks: Int
        package var code: String?
        package var innerCode: String?
        package var details: ObservedDetails
    }

    package var id: String
    package var source: String
    package var time: Timestamp?
    /// Nil when the event concerns no job.
    package var activation: Activation?
    /// Nil when the event concerns a job, or is of a kind that is not known here.
    package var notice: ObservedNotice?
    /// The campaign and total of `rollcall.campaign.enrolled`.
    package var enrolled: (campaign: String, count: Int)? {
        if case .enrolled(let campaign, let count) = notice { (campaign, count) } else { nil }
    }

    /// Reads a CloudEvents envelope; nil when it is none of ours.
    package init?(body: [UInt8]) {
        guard let wire = try? JSONDecoder().decode(WireEvent.self, from: Data(body)), wire.data.isWithinLimits else {
            return nil
        }
        id = wire.id
        source = wire.source ?? ""
        time = Timestamp(rfc3339: wire.time)
        let data = wire.data
        notice = NoticeKind(rawValue: wire.type).flatMap { ObservedNotice($0, data) }
        if let job = data.job, let campaign = data.campaign, let computer = data.computer, let product = data.product,
            let state = data.state.flatMap(ActivationState.init(rawValue:)), let attempt = data.attempt
        {
            activation = Activation(
                job: job,
                campaign: campaign,
                computer: computer.name,
                site: computer.site,
                lab: computer.lab,
                product: product,
                round: data.round ?? 1,
                state: state,
                attempt: attempt,
                parks: state == .parked ? wire.id.split(separator: "/").last.flatMap { Int($0) } ?? 0 : 0,
                code: data.error?.code,
                innerCode: data.error?.innerCode,
                details: ObservedDetails(data, computer)
            )
        }
    }
}
