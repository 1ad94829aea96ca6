import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import TestSupport
import Testing

/// Each user can do its programs' work on a real broker, and nothing of the others'.
@Suite("Least rights", .timeLimit(.minutes(3)))
struct RightsTests {
    @Test("The producer enrols; it takes, declares and reads nothing, and says nothing in a worker's name")
    func producer() async throws {
        try await RightsFixture.withUsers { fixture, administrator in
            let names = fixture.names
            try await fixture.connected(as: .producer) { connection in
                let publisher = try await PipelinePublisher(over: connection, names: names, source: "/rollcall/test")
                let producer = EnrolmentProducer(publisher: publisher)
                #expect(try await producer.enrol([RightsFixture.job], campaign: "rights", to: .urgent) == 1)

                func refused(_ what: String, _ body: (AMQPChannel) async throws -> Void) async throws {
                    try await fixture.expectRefusal(of: .producer, connection, what, body)
                }
                for state in ActivationState.allCases where state != .enrolled {
                    try await refused("\(state)") {
                        try await fixture.publish(
                            $0,
                            to: names.status,
                            StatusRoutingKey.key(RightsFixture.event(state))
                        )
                    }
                }
                // What its key allows, its body may still deny: a reader must not take it for an end.
                let forged = RightsFixture.event(.activated).encoded()
                let channel = try await connection.openChannel()
                try await channel.enableConfirms()
                try await channel.publish(
                    AMQPMessage(properties: MessageProperties(), body: forged),
                    to: names.status,
                    routingKey: StatusRoutingKey.key(RightsFixture.event(.enrolled))
                )
                let reader = try await StatusReader(over: administrator, names: names, offset: "first")
                var passedOver = 0
                var states: [ActivationState?] = []
                try await publisher.send(RightsFixture.event(.enrolled)).confirmed()
                try await reader.forEach(passingOver: { passedOver += 1 }) { event in
                    states.append(event.activation?.state)
                    return states.count < 3
                }
                #expect(states == [.enrolled, nil, .enrolled])
                #expect(passedOver == 1)
                try await refused("rejected") { try await fixture.publish($0, to: names.status, "-.-.-.rejected") }
                for exchange in [names.delay(0), names.due, names.dead, names.unrouted, names.workers] {
                    try await refused(exchange) { try await fixture.publish($0, to: exchange, "1.bulk") }
                }
                try await refused("default exchange") { try await fixture.publish($0, to: "", names.lane(.bulk)) }
                for queue in [names.lane(.bulk), names.deadQueue, names.statusLog] {
                    try await refused(queue) { _ = try await $0.consume(queue, prefetch: 1) }
                    try await refused(queue) { try await $0.purge(queue) }
                }
                try await refused("declare") { try await $0.declare(.temporary) }
                try await refused("declare") { try await $0.declare(AMQPExchange("\(names.prefix).x", .topic)) }
                try await refused("delete") { try await $0.deleteQueue(names.lane(.bulk)) }
            }
        }
    }

    @Test("The worker takes, delays, sets aside and reports; it declares nothing, reads no status, enrols in no name")
    func worker() async throws {
        try await RightsFixture.withUsers { fixture, administrator in
            let names = fixture.names
            let source = "/rollcall/worker/w1"
            let sender = try await PipelinePublisher(over: administrator, names: names, source: source)
            for lane in Lane.allCases { try await sender.send(RightsFixture.job, to: lane).confirmed() }
            try await fixture.connected(as: .worker) { connection in
                let publisher = try await PipelinePublisher(over: connection, names: names, source: source)
                for lane in Lane.allCases {
                    let consumer = try await connection.consumePatiently(names.lane(lane), prefetch: 1)
                    var deliveries = consumer.makeAsyncIterator()
                    let delivery = try #require(try await deliveries.next())
                    let rejection = JobRejection(.workerCrashed, "for a test")
                    try await publisher.sendDead(delivery, rejection, from: lane, worker: "w1").confirmed()
                    try await publisher.send(RightsFixture.job, to: lane).confirmed()
                    delivery.acknowledge()
                    for level in 0...DelayLadder.topLevel {
                        try await publisher.send(RightsFixture.job, to: lane, afterSeconds: 1 << level).confirmed()
                    }
                }
                for state in ActivationState.allCases where state != .enrolled {
                    try await publisher.send(RightsFixture.event(state)).confirmed()
                }
                for kind in NoticeKind.allCases where kind != .campaignEnrolled {
                    try await publisher.send(RightsFixture.notice(kind)).confirmed()
                }
                try await publisher.sendWorkerStatus([1], key: "host.w1").confirmed()

                func refused(_ what: String, _ body: (AMQPChannel) async throws -> Void) async throws {
                    try await fixture.expectRefusal(of: .worker, connection, what, body)
                }
                let enrolled = StatusRoutingKey.key(RightsFixture.event(.enrolled))
                try await refused("enrolled") { try await fixture.publish($0, to: names.status, enrolled) }
                for exchange in [names.due, names.unrouted, ""] {
                    try await refused(exchange) { try await fixture.publish($0, to: exchange, "bulk") }
                }
                for queue in [names.deadQueue, names.statusLog, names.delay(0)] {
                    try await refused(queue) { _ = try await $0.consume(queue, prefetch: 1) }
                }
                try await refused("declare") { try await $0.declare(.temporary) }
                try await refused("delete") { try await $0.deleteQueue(names.lane(.bulk)) }
                try await refused("unbind") {
                    try await $0.unbind(AMQPBinding(from: names.jobs, to: .queue(names.lane(.bulk)), key: "bulk"))
                }
            }
        }
    }

    @Test("A dashboard reads events through queues of its own and from the log; it publishes nothing and takes no job")
    func dashboard() async throws {
        try await RightsFixture.withUsers(results: true) { fixture, administrator in
            let names = fixture.names
            try await fixture.connected(as: .dashboard) { connection in
                let channel = try await connection.openChannel()
                let own = try await channel.declare(AMQPQueue("\(names.prefix).dashboard.hall")).name
                let temporary = try await channel.declare(.temporary).name
                for queue in [own, temporary] {
                    try await channel.bind(AMQPBinding(from: names.status, to: .queue(queue), key: "#.activated"))
                    try await channel.bind(AMQPBinding(from: names.workers, to: .queue(queue), key: "#"))
                }
                let sender = try await PipelinePublisher(over: administrator, names: names, source: "/rollcall/test")
                try await sender.send(RightsFixture.event(.activated)).confirmed()
                for queue in [own, temporary] {
                    var deliveries = try await channel.consume(queue, prefetch: 10).makeAsyncIterator()
                    #expect(try await deliveries.next()?.exchange == names.status)
                }
                let reader = try await StatusReader(over: connection, names: names, offset: "first")
                try await reader.forEach { _ in false }
                try await channel.deleteQueue(own)

                func refused(_ what: String, _ body: (AMQPChannel) async throws -> Void) async throws {
                    try await fixture.expectRefusal(of: .dashboard, connection, what, body)
                }
                let exchanges = Topology(names: names, results: true).exchanges.map(\.name) + [""]
                for exchange in exchanges {
                    try await refused("publish to \(exchange)") {
                        try await fixture.publish($0, to: exchange, "main.r.windows.activated")
                    }
                }
                for queue in Lane.allCases.map(names.lane) + [names.deadQueue, names.unrouted, names.results] {
                    try await refused("read \(queue)") { _ = try await $0.consume(queue, prefetch: 1) }
                    try await refused("purge \(queue)") { try await $0.purge(queue) }
                }
                try await refused("bind a lane") {
                    try await $0.bind(AMQPBinding(from: names.status, to: .queue(names.lane(.bulk)), key: "#"))
                }
                try await refused("hear of jobs") {
                    let queue = try await $0.declare(.temporary).name
                    try await $0.bind(AMQPBinding(from: names.jobs, to: .queue(queue), key: "bulk"))
                }
                try await refused("send dead letters to the jobs") {
                    let arguments: FieldTable = ["x-dead-letter-exchange": .string(names.jobs)]
                    try await $0.declare(AMQPQueue("\(names.prefix).dashboard.trick", arguments: arguments))
                }
                try await refused("delete the log") { try await $0.deleteQueue(names.statusLog) }
            }
        }
    }

    @Test("A board reads events and takes ends of jobs off their queue; it publishes nothing and takes no job")
    func board() async throws {
        try await RightsFixture.withUsers(results: true) { fixture, administrator in
            let names = fixture.names
            try await fixture.connected(as: .board) { connection in
                let sender = try await PipelinePublisher(over: administrator, names: names, source: "/rollcall/test")
                try await sender.send(RightsFixture.event(.activated)).confirmed()
                let channel = try await connection.openChannel()
                var ends = try await channel.consume(names.results, prefetch: 10).makeAsyncIterator()
                let end = try #require(try await ends.next())
                end.acknowledge()
                let reader = try await StatusReader(over: connection, names: names, offset: "first")
                try await reader.forEach { _ in false }

                func refused(_ what: String, _ body: (AMQPChannel) async throws -> Void) async throws {
                    try await fixture.expectRefusal(of: .board, connection, what, body)
                }
                for exchange in Topology(names: names, results: true).exchanges.map(\.name) + [""] {
                    try await refused("publish to \(exchange)") {
                        try await fixture.publish($0, to: exchange, "main.r.windows.activated")
                    }
                }
                for queue in Lane.allCases.map(names.lane) + [names.deadQueue, names.unrouted] {
                    try await refused("read \(queue)") { _ = try await $0.consume(queue, prefetch: 1) }
                }
                try await refused("delete the results") { try await $0.deleteQueue(names.results) }
            }
        }
    }

    @Test("The user of the topology declares, looks at and removes it, and nothing outside its prefix")
    func topology() async throws {
        let names = BrokerNames(prefix: TestBroker.uniqueName("rights"))
        let fixture = RightsFixture(names: names, users: try await TestUsers.make(for: names))
        let topology = Topology(names: names, results: true)
        try await fixture.connected(as: .topology) { connection in
            let channel = try await connection.openChannel()
            try await topology.apply(on: channel)
            let found = try await topology.verify(over: connection)
            #expect(found.problems.isEmpty)
            try await topology.remove(on: channel)

            func refused(_ what: String, _ body: (AMQPChannel) async throws -> Void) async throws {
                try await fixture.expectRefusal(of: .topology, connection, what, body)
            }
            try await refused("another prefix") { try await $0.declare(AMQPQueue("x\(names.prefix).jobs")) }
            try await refused("a queue without a name") { try await $0.declare(.temporary) }
            try await refused("default exchange") { try await fixture.publish($0, to: "", "x") }
        }
    }

    @Test("Nobody logs on as a user before it has a password, whatever is tried")
    func noPassword() async throws {
        let names = BrokerNames(prefix: TestBroker.uniqueName("rights"))
        let file = try TestEnvironment.brokerDirectory() + "/\(names.prefix).json"
        let definitions = BrokerUser.definitions(of: BrokerUser.all(names), virtualHost: "/")
        try definitions.write(toFile: file, atomically: true, encoding: .utf8)
        try await TestBroker.control("import_definitions", file)
        var configuration = try TestBroker.configuration()
        configuration.username = BrokerUser(.topology, names).name
        #expect(try await TestBroker.control("list_users").contains(configuration.username))
        for password in ["", "guest", configuration.username] {
            configuration.password = password
            let error = await failure { _ = try await AMQPConnection.connect(configuration) }
            #expect(error?.code == .refused, "\(password)")
        }
    }
}
