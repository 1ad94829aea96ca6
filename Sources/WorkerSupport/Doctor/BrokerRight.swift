internal import ActivationDomain
internal import ActivationPipeline

/// One thing that the broker allows a user or not.
enum BrokerRight: Sendable, Hashable {
    case publish(exchange: String, key: String)
    case read(queue: String)

    /// As it follows "may not".
    var words: String {
        switch self {
        case .publish(let exchange, let key):
            key.hasPrefix("-.") ? "publish to \(exchange) with the key \(key)" : "publish to \(exchange)"
        case .read(let queue): "read from \(queue)"
        }
    }
}

/// What a user of the broker is there for, and the rights that this takes.
enum BrokerDuty: String, Sendable, CaseIterable {
    case enqueue
    case work
    case watch

    /// As it follows "may".
    var words: String {
        switch self {
        case .enqueue: "enqueue jobs"
        case .work: "take jobs and report what becomes of them"
        case .watch: "read the status"
        }
    }

    /// The program that has it.
    var program: String {
        switch self {
        case .enqueue: "rollcall enroll"
        case .work: "a worker"
        case .watch: "rollcall watch"
        }
    }

    /// All that it takes; what several duties need, such as publishing jobs, is with each of them.
    func rights(_ names: BrokerNames) -> [BrokerRight] {
        let jobs = [BrokerRight.publish(exchange: names.jobs, key: "doctor")]
        switch self {
        case .enqueue: return jobs + marks(names)
        case .work:
            let ladder = (0...DelayLadder.topLevel).map { names.delay($0) }
            return marks(names) + jobs
                + ([names.dead, names.workers] + ladder).map { .publish(exchange: $0, key: "doctor") }
        case .watch: return marks(names)
        }
    }

    /// Those of them that no other duty has: whoever has one is meant for it.
    func marks(_ names: BrokerNames) -> [BrokerRight] {
        func events(_ states: [ActivationState], _ notices: [NoticeKind]) -> [BrokerRight] {
            (states.map { "-.-.-.\($0.rawValue)" } + notices.map { StatusRoutingKey.notice($0) })
                .map { .publish(exchange: names.status, key: $0) }
        }
        switch self {
        case .enqueue: return events([.enrolled], [.campaignEnrolled])
        case .work:
            return Lane.allCases.map { .read(queue: names.lane($0)) }
                + events(
                    ActivationState.allCases.filter { $0 != .enrolled },
                    NoticeKind.allCases.filter { $0 != .campaignEnrolled }
                )
        case .watch: return [.read(queue: names.statusLog)]
        }
    }
}
