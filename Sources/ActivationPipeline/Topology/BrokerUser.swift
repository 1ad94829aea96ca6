internal import ActivationDomain

/// A user of the broker and the least rights with which its programs work.
///
/// RabbitMQ asks for rights on whole names by regular expressions: `configure` to declare and delete, `write` to publish
/// into an exchange and to bind a queue, `read` to consume and to bind to an exchange; and, of a topic exchange, on the
/// routing key too. Sources: RabbitMQ guide "Access Control"; tried on 3.10.8 by `Tests/IntegrationTests/Rights`.
package struct BrokerUser: Sendable, Hashable {
    /// What the programs do that log on as it.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// Publishes jobs: `rollcall enroll`, an imaging script.
        case producer
        /// Carries jobs out: `rollcall-worker`.
        case worker
        /// Reads events: `rollcall watch`, any dashboard.
        case dashboard
        /// Reads events, and takes the ends of jobs off their queue: `rollcall-board`.
        case board
        /// Declares the topology and looks at it: `rollcall topology`.
        case topology
    }

    /// Which routing keys it may use with one topic exchange.
    package struct TopicRights: Sendable, Hashable {
        package let exchange: String
        package let write: String
        package let read: String
    }

    package let role: Role
    /// The prefix and the role, such as `rollcall-worker`: two installations on one broker have users of their own.
    package let name: String
    package let configure: String
    package let write: String
    package let read: String
    package let topics: [TopicRights]
}

extension BrokerUser {
    /// Every user of an installation, in the order of the roles.
    package static func all(_ names: BrokerNames) -> [BrokerUser] {
        Role.allCases.map { BrokerUser($0, names) }
    }

    /// Makes the user of a role.
    package init(_ role: Role, _ names: BrokerNames) {
        let patterns = Patterns(names: names)
        self.role = role
        name = "\(names.prefix)-\(role.rawValue)"
        switch role {
        case .producer:
            configure = Patterns.nothing
            write = patterns.exactly([names.jobs, names.status])
            read = Patterns.nothing
            // Also the notice with which an enrolment ends.
            topics = [patterns.events([ActivationState.enrolled.rawValue])]
        case .worker:
            configure = Patterns.nothing
            write = patterns.exactly([names.jobs, names.dead, names.status, names.workers], orLevels: true)
            read = patterns.exactly([names.lane(.bulk), names.lane(.urgent)])
            topics = [patterns.events(Patterns.workerWords)]
        case .dashboard, .board:
            // Not the queue of results, where reading takes away: a reader of it is a user of its own. Not the dead queue
            // either, so from RabbitMQ 4.3 on, where a passive look needs a right, it cannot count what lies there.
            configure = patterns.own
            write = patterns.own
            let sources = [names.status, names.statusLog, names.workers] + (role == .board ? [names.results] : [])
            read = patterns.own + "|" + patterns.exactly(sources)
            topics = []
        case .topology:
            // To bind a queue it must be allowed to write to it and to read from the exchange.
            configure = patterns.everything
            write = patterns.everything
            read = patterns.everything
            topics = []
        }
    }
}

/// Regular expressions over the names of one installation.
private struct Patterns {
    let names: BrokerNames

    /// No name at all; the broker calls its default exchange `amq.default` here.
    static let nothing = "^$"

    /// The last words of what a worker publishes: all but what an enrolment says.
    static var workerWords: [String] {
        ActivationState.allCases.filter { $0 != .enrolled }.map(\.rawValue)
            + NoticeKind.allCases.filter { $0 != .campaignEnrolled }.map(\.lastWord)
    }

    private var start: String { "^" + Self.escaped(names.prefix + ".") }

    var everything: String { start }

    /// A dashboard's own queues: under this name, or named by the broker.
    var own: String { start + "dashboard\\.|^amq\\.gen-" }

    /// These names alone, and with `orLevels` those of the delay ladder.
    func exactly(_ wanted: [String], orLevels: Bool = false) -> String {
        var ends = wanted.map { Self.escaped(String($0.dropFirst(names.prefix.count + 1))) }
        if orLevels { ends.append("delay\\.[0-9][0-9]") }
        return start + "(" + ends.joined(separator: "|") + ")$"
    }

    /// Status events whose routing key ends with one of these words; to be published, not to be read.
    func events(_ words: [String]) -> BrokerUser.TopicRights {
        let last = words.count == 1 ? words[0] : "(" + words.joined(separator: "|") + ")"
        return BrokerUser.TopicRights(exchange: names.status, write: "^.*\\.\(last)$", read: Self.nothing)
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if ".^$*+?()[]{}|\\".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
