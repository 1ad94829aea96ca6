import AMQPClient
import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

/// A topology of a test's own, and its users.
struct RightsFixture: Sendable {
    let names: BrokerNames
    let users: TestUsers

    /// Sets both up for `body`, which also gets a connection of the broker's administrator.
    static func withUsers(
        results: Bool = false,
        _ body: (RightsFixture, AMQPConnection) async throws -> Void
    ) async throws {
        try await withTopology(results: results) { names, administrator in
            try await body(RightsFixture(names: names, users: try await TestUsers.make(for: names)), administrator)
        }
    }

    /// Connects as a user.
    func connected<Result>(
        as role: BrokerUser.Role,
        _ body: (AMQPConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(try users.configuration(role), body)
    }

    /// Expects that the broker refuses what `body` does on a channel with confirms, and that it says so of this user.
    func expectRefusal(
        of role: BrokerUser.Role,
        _ connection: AMQPConnection,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (AMQPChannel) async throws -> Void
    ) async throws {
        let channel = try await connection.openChannel()
        try await channel.enableConfirms()
        let error = await failure { try await body(channel) }
        #expect(error?.replyCode == 403, "\(what): \(String(describing: error))", sourceLocation: sourceLocation)
        #expect(error?.code == .channelClosed, "\(what)", sourceLocation: sourceLocation)
        #expect(error?.message.contains("'\(users.name(role))'") == true, "\(what)", sourceLocation: sourceLocation)
        // Whoever uses the channel later learns why it is closed, too.
        let later = await failure { try await channel.publish(toQueue: "any") }
        #expect(later == error, "\(what)", sourceLocation: sourceLocation)
    }

    /// Publishes something and waits for the confirm.
    func publish(_ channel: AMQPChannel, to exchange: String, _ key: String) async throws {
        try await channel.publish(
            AMQPMessage(properties: MessageProperties(), body: [1]),
            to: exchange,
            routingKey: key
        )
    }

    static let job = Job(
        campaign: "rights",
        computer: Job.Computer(
            name: "R1",
            address: "127.0.0.1",
            assetTag: "T",
            site: "main",
            lab: "R",
            channel: .winrm
        ),
        product: "windows",
        enrolledAt: .now
    )

    static func event(_ state: ActivationState) -> ActivationEvent {
        ActivationEvent(job: job, state: state, source: "/rollcall/test", time: .now)
    }

    static func notice(_ kind: NoticeKind) -> Notice {
        Notice(kind, id: TestBroker.uniqueName("notice"), source: "/rollcall/test", time: .now) { _ in }
    }
}
