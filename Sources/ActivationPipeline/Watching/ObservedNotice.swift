package import ActivationDomain

/// What an event tells that concerns no job.
package enum ObservedNotice: Sendable, Hashable {
    case enrolled(campaign: String, count: Int)
    case rejected(sha256: String, reason: String, detail: String, queue: String)
    case hostAlarm(kmsHost: String, failure: ObservedFailure)
    case workerStarted(worker: String, host: String)
    case workerStopped(worker: String, host: String)
    /// The broker took no messages for a while; told when that was over.
    case brokerAlarm(worker: String, detail: String, since: Timestamp?, until: Timestamp?)
    /// Too many computers, or its realm, refuse a credential.
    case credentialRests(worker: String, credential: String, until: Timestamp?)

    /// The kind, which ends the routing key.
    package var kind: NoticeKind {
        switch self {
        case .enrolled: .campaignEnrolled
        case .rejected: .messageRejected
        case .hostAlarm: .kmsHostAlarm
        case .workerStarted: .workerStarted
        case .workerStopped: .workerStopped
        case .brokerAlarm, .credentialRests: .workerBlocked
        }
    }

    /// Reads the data of a kind; nil when it lacks what it must have.
    init?(_ kind: NoticeKind, _ data: WireEvent.Content) {
        switch kind {
        case .campaignEnrolled:
            guard let campaign = data.campaign, let count = data.count else { return nil }
            self = .enrolled(campaign: campaign, count: count)
        case .messageRejected:
            guard let sha256 = data.sha256, let reason = data.reason else { return nil }
            self = .rejected(sha256: sha256, reason: reason, detail: data.detail ?? "", queue: data.queue ?? "")
        case .kmsHostAlarm:
            guard let error = data.error else { return nil }
            self = .hostAlarm(kmsHost: data.kmsHost ?? "", failure: ObservedFailure(error))
        case .workerStarted:
            guard let worker = data.worker else { return nil }
            self = .workerStarted(worker: worker, host: data.host ?? "")
        case .workerStopped:
            guard let worker = data.worker else { return nil }
            self = .workerStopped(worker: worker, host: data.host ?? "")
        case .workerBlocked:
            guard let worker = data.worker else { return nil }
            let until = data.until.flatMap(Timestamp.init(rfc3339:))
            if let credential = data.credential {
                self = .credentialRests(worker: worker, credential: credential, until: until)
            } else {
                self = .brokerAlarm(
                    worker: worker,
                    detail: data.detail ?? "",
                    since: data.since.flatMap(Timestamp.init(rfc3339:)),
                    until: until
                )
            }
        }
    }
}
