internal import AMQPClient
internal import ActivationPipeline
internal import NetworkDiagnosis

/// What a user of the broker may do, without anything being done.
///
/// RabbitMQ looks at rights before it looks at the rest of a request: so a message with an expiration that is no number,
/// and a consumer with a priority that is none, are refused for their rights (403), or for that (406), and in either case
/// nothing is routed and nothing is taken. Each costs a channel, and a line in the broker's log.
struct RightsLook: Sendable {
    enum Answer: Sendable {
        case allowed, refused
        /// It does not come to that, such as where the exchange is missing.
        case unknown
        /// The broker has taken what no broker should: nothing more is sent.
        case taken
    }

    /// How many of these are asked for at a time.
    private static let atOnce = 16

    let names: BrokerNames
    /// Nil where a certificate says who it is.
    let user: String?
    private var answers: [BrokerRight: Answer] = [:]

    /// Takes answers that are known.
    init(_ names: BrokerNames, user: String?, _ answers: [BrokerRight: Answer]) {
        self.names = names
        self.user = user
        self.answers = answers
    }

    /// Asks for every right of every duty.
    init(_ names: BrokerNames, user: String?, over connection: AMQPConnection) async throws(AMQPError) {
        self.names = names
        self.user = user
        let rights = Set(BrokerDuty.allCases.flatMap { $0.rights(names) })
        do {
            answers = try await withThrowingTaskGroup(of: (BrokerRight, Answer).self) { group in
                var waiting = Array(rights)
                var answers: [BrokerRight: Answer] = [:]
                for right in waiting.suffix(Self.atOnce) {
                    group.addTask { (right, try await Self.ask(right, over: connection)) }
                }
                waiting.removeLast(min(Self.atOnce, waiting.count))
                while let (right, answer) = try await group.next() {
                    answers[right] = answer
                    if answer == .taken { waiting = [] }
                    guard let next = waiting.popLast() else { continue }
                    group.addTask { (next, try await Self.ask(next, over: connection)) }
                }
                return answers
            }
        } catch {
            throw error as? AMQPError ?? AMQPError(.protocolViolation, "\(error)")
        }
    }

    private static func ask(_ right: BrokerRight, over connection: AMQPConnection) async throws(AMQPError) -> Answer {
        let channel = try await connection.openChannel()
        do {
            switch right {
            case .publish(let exchange, let key):
                try await channel.enableConfirms()
                try await channel.publish(Self.refusable, to: exchange, routingKey: key, mandatory: false)
            case .read(let queue):
                let consumer = try await channel.consume(queue, prefetch: 1, arguments: ["x-priority": "none"])
                // What it may have been given goes back with the channel.
                try await consumer.channel.close()
            }
        } catch {
            guard error.code == .channelClosed else { throw error }
            return switch error.replyCode {
            case 406: .allowed
            case 403: .refused
            default: .unknown
            }
        }
        return .taken
    }

    /// A message that no broker takes.
    static var refusable: AMQPMessage {
        var properties = MessageProperties()
        properties.expiration = "none"
        return AMQPMessage(properties: properties, body: [])
    }

    /// What it comes to, as a line for a person.
    var finding: Finding {
        let who = user.map { "The user \($0)" } ?? "The user of the certificate"
        func finding(_ state: Finding.State, _ sentence: String, _ advice: String?, _ data: [String: String]) -> Finding
        {
            Finding(.broker, state, user ?? names.prefix, "\(who) \(sentence).", advice: advice, data: data)
        }
        if answers.values.contains(.taken) {
            return finding(
                .warning,
                "may do what no broker should allow, so its rights were not looked at further",
                "This broker's version is not one that was tried; \"rollcall topology users\" prints the rights.",
                ["outcome": "taken"]
            )
        }
        let begun = BrokerDuty.allCases.filter { duty in duty.marks(names).contains { answers[$0] == .allowed } }
        let may = begun.filter { refused($0).isEmpty }
        let data = ["outcome": "answered", "may": may.map(\.rawValue).joined(separator: " ")]
        let asItShould =
            "Log on as the user that is meant for the program, with the rights that "
            + "\"rollcall topology users\" prints."
        if let lame = begun.first(where: { !refused($0).isEmpty }) {
            let refused = refused(lame)
            let list = refused.prefix(3).map(\.words).joined(separator: ", ")
            return finding(
                .failed,
                "lacks a right that \(lame.program) needs: it may not \(list)"
                    + (refused.count > 3 ? " and \(refused.count - 3) more" : ""),
                asItShould,
                data.merging(["lacks": refused.map(\.words).joined(separator: "; ")]) { own, _ in own }
            )
        }
        guard !may.isEmpty else {
            return finding(.failed, "may neither enqueue jobs, nor take them, nor read the status", asItShould, data)
        }
        return finding(.ok, "may " + may.map(\.words).joined(separator: ", and "), nil, data)
    }

    private func refused(_ duty: BrokerDuty) -> [BrokerRight] {
        duty.rights(names).filter { answers[$0] == .refused }
    }
}
