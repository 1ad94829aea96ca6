import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// What the patterns let through, seen as the broker does: a search in the whole name.
@Suite("The broker's users")
struct BrokerUserTests {
    private static let names = BrokerNames(prefix: "rollcall")
    /// What an installation has, what others have, and what the broker has of its own.
    private static let resources: Set<String> = {
        let topology = Topology(names: names, results: true)
        return Set(topology.exchanges.map(\.name) + topology.queues.map(\.name)).union([
            "rollcall.dashboard.hall", "rollcall.control", "rollcall.jobs.bulk.copy", "rollcall.delay.1",
            "my.rollcall.jobs", "rollcall2.jobs", "rollcallXjobs", "amq.default", "amq.topic", "amq.gen-x", "amqXgen-x",
            "",
        ])
    }()

    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        try text.firstMatch(of: Regex(pattern)) != nil
    }

    private func granted(_ pattern: String) throws -> Set<String> {
        try Self.resources.filter { try !$0.isEmpty && matches(pattern, $0) }
    }

    private func ours(_ ends: [String]) -> Set<String> { Set(ends.map { "rollcall.\($0)" }) }

    private var ladder: [String] {
        (0...DelayLadder.topLevel).map { String(Self.names.delay($0).dropFirst("rollcall.".count)) }
    }

    @Test("have no right but those that their programs need")
    func rights() throws {
        let producer = BrokerUser(.producer, Self.names)
        #expect(try granted(producer.configure).isEmpty)
        #expect(try granted(producer.write) == ours(["jobs", "status"]))
        #expect(try granted(producer.read).isEmpty)

        let worker = BrokerUser(.worker, Self.names)
        #expect(try granted(worker.configure).isEmpty)
        #expect(try granted(worker.write) == ours(["jobs", "dead", "status", "workers"] + ladder))
        #expect(try granted(worker.read) == ours(["jobs.bulk", "jobs.urgent"]))

        let dashboard = BrokerUser(.dashboard, Self.names)
        let own = ours(["dashboard.hall"]).union(["amq.gen-x"])
        #expect(try granted(dashboard.configure) == own)
        #expect(try granted(dashboard.write) == own)
        #expect(try granted(dashboard.read) == own.union(ours(["status", "status.log", "workers"])))

        let board = BrokerUser(.board, Self.names)
        #expect(try granted(board.configure) == own)
        #expect(try granted(board.write) == own)
        #expect(try granted(board.read) == own.union(ours(["status", "status.log", "workers", "results"])))

        let topology = BrokerUser(.topology, Self.names)
        let all = Self.resources.filter { $0.hasPrefix("rollcall.") }
        for pattern in [topology.configure, topology.write, topology.read] { #expect(try granted(pattern) == all) }
    }

    @Test("publish only the events that are theirs to say", arguments: ActivationState.allCases)
    func events(state: ActivationState) throws {
        let key = StatusRoutingKey.key(try PipelineFixture.event(state))
        #expect(try mayPublish(.producer, key) == (state == .enrolled))
        #expect(try mayPublish(.worker, key) == (state != .enrolled))
        #expect(try !mayPublish(.worker, key + ".enrolled"))
    }

    @Test("publish only the notices that are theirs to give", arguments: NoticeKind.allCases)
    func notices(kind: NoticeKind) throws {
        #expect(try mayPublish(.producer, StatusRoutingKey.notice(kind)) == (kind == .campaignEnrolled))
        #expect(try mayPublish(.worker, StatusRoutingKey.notice(kind)) == (kind != .campaignEnrolled))
    }

    private func mayPublish(_ role: BrokerUser.Role, _ key: String) throws -> Bool {
        let topics = BrokerUser(role, Self.names).topics.filter { $0.exchange == Self.names.status }
        let topic = try #require(topics.first)
        return try matches(topic.write, key)
    }

    @Test("follow the prefix, whose characters stand for themselves")
    func prefix() throws {
        for user in BrokerUser.all(BrokerNames(prefix: "lab-1.kms")) {
            #expect(user.name == "lab-1.kms-\(user.role.rawValue)")
            for pattern in [user.configure, user.write, user.read] {
                let stranger = ["rollcall.jobs", "lab-1xkms.jobs", "lab-1xkms.status", "lab-1.kmsxstatus"]
                #expect(try stranger.allSatisfy { try !matches(pattern, $0) })
            }
            #expect(user.topics.allSatisfy { $0.exchange == "lab-1.kms.status" })
        }
        #expect(try matches(BrokerUser(.producer, BrokerNames(prefix: "lab-1.kms")).write, "lab-1.kms.jobs"))
    }

    /// With `ROLLCALL_TEST_WRITE_REFERENCE=1` in the environment it writes the file instead.
    @Test("are those of config/broker/definitions.json, where nobody has a password")
    func definitions() throws {
        let path = "config/broker/definitions.json"
        let text = BrokerUser.definitions(of: BrokerUser.all(Self.names), virtualHost: "/")
        if ProcessInfo.processInfo.environment["ROLLCALL_TEST_WRITE_REFERENCE"] == "1" {
            try RepositoryFile.write(text, to: path)
        }
        let file = try RepositoryFile.text(path)
        #expect(file == text, "run this test with ROLLCALL_TEST_WRITE_REFERENCE=1 and look at the change")
        struct Definitions: Decodable {
            struct User: Decodable { var name, password_hash: String }
            var users: [User]
        }
        let users = try JSONDecoder().decode(Definitions.self, from: Data(text.utf8)).users
        #expect(users.map(\.name) == BrokerUser.Role.allCases.map { "rollcall-\($0.rawValue)" })
        #expect(users.allSatisfy { $0.password_hash.isEmpty })
    }

    @Test("are made by lines that no name of a virtual host can break, and that show no password")
    func commands() {
        let lines = BrokerUser(.producer, Self.names).commands(virtualHost: "o'clock $(x)")
        #expect(lines.count == 3)
        #expect(lines[0] == "make_user rollcall-producer")
        #expect(
            lines[1] == #"rabbitmqctl set_permissions -p 'o'\''clock $(x)' rollcall-producer '^$' "#
                + #"'^rollcall\.(jobs|status)$' '^$' || fail 'rights of rollcall-producer'"#
        )
        #expect(lines[2].contains(#"rollcall-producer rollcall.status '^.*\.enrolled$' '^$' || fail "#))
    }
}
