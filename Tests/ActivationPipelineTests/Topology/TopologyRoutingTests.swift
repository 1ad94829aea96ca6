import AMQPClient
import ActivationDomain
import ActivationPipeline
import TestSupport
import Testing

@Suite("Ways through the topology")
struct TopologyRoutingTests {
    private let names = BrokerNames(prefix: "rollcall")
    private let topology = Topology(names: BrokerNames(prefix: "rollcall"), results: true)

    /// Follows a delayed job until it is in its lane.
    private func climb(_ seconds: Int, _ lane: Lane) throws -> (waited: Int64, hops: Int, end: String) {
        let broker = SimulatedBroker(topology)
        let key = DelayLadder.routingKey(seconds, lane: lane)
        var exchange = names.delay(DelayLadder.level(seconds))
        var waited: Int64 = 0
        for hop in 0..<30 {
            let reached = broker.queues(from: exchange, key: key)
            try #require(reached.count == 1, "a message is neither lost nor doubled: \(reached)")
            let queue = try #require(broker.queue(reached.first ?? ""))
            guard let time = queue.arguments["x-message-ttl"]?.integer else { return (waited, hop, queue.name) }
            waited += time
            #expect(queue.arguments["x-dead-letter-routing-key"] == nil, "the key is kept")
            exchange = try #require(queue.arguments["x-dead-letter-exchange"]?.string)
        }
        throw ClimbError.endless
    }

    private enum ClimbError: Error {
        case endless
    }

    @Test("bring a delayed job back to its lane after exactly its delay")
    func ladder() throws {
        var random = SeededGenerator(seed: 51)
        let powers = (0...DelayLadder.topLevel).map { 1 << $0 }
        let drawn = (0..<300).map { _ in DelayLadder.quantise(.seconds(Int.random(in: 1...3_000_000, using: &random))) }
        for seconds in powers + drawn {
            for lane in Lane.allCases {
                let (waited, hops, end) = try climb(seconds, lane)
                #expect(waited == Int64(seconds) * 1000)
                #expect(hops <= 5)
                #expect(end == names.lane(lane))
            }
        }
    }

    @Test("hold any number of seconds, not only those with few bits")
    func everyBit() throws {
        #expect(try climb(DelayLadder.longest, .urgent) == (Int64(DelayLadder.longest) * 1000, 21, names.lane(.urgent)))
    }

    @Test("lead from the jobs exchange to the lanes alone, so that mandatory tells of any other key")
    func jobs() {
        let broker = SimulatedBroker(topology)
        #expect(broker.queues(from: names.jobs, key: "bulk") == ["rollcall.jobs.bulk"])
        #expect(broker.queues(from: names.jobs, key: "urgent") == ["rollcall.jobs.urgent"])
        for key in ["", "slow", "bulk.bulk", "Bulk"] { #expect(broker.queues(from: names.jobs, key: key).isEmpty) }
    }

    @Test("catch what fits nowhere on the ladder or at its end")
    func unrouted() {
        let broker = SimulatedBroker(topology)
        for exchange in [names.due, names.delay(20), names.delay(3)] {
            #expect(broker.queues(from: exchange, key: "") == [names.unrouted])
            #expect(broker.queues(from: exchange, key: "x.y") == [names.unrouted])
        }
        #expect(broker.queues(from: names.due, key: "0.0.slow") == [names.unrouted])
        for lane in Lane.allCases {
            #expect(broker.queues(from: names.dead, key: names.poisonKey(lane)) == [names.deadQueue])
        }
    }

    @Test("keep every status event, and every end apart", arguments: ActivationState.allCases)
    func status(state: ActivationState) {
        let broker = SimulatedBroker(topology)
        let expected: Set = state.isLast ? [names.statusLog, names.results] : [names.statusLog]
        #expect(broker.queues(from: names.status, key: "main.a101.windows.\(state.rawValue)") == expected)
        let plain = SimulatedBroker(Topology(names: names, results: false))
        #expect(plain.queues(from: names.status, key: "main.a101.windows.\(state.rawValue)") == [names.statusLog])
    }

    @Test("keep notices apart from the ends of jobs", arguments: NoticeKind.allCases)
    func notices(kind: NoticeKind) {
        let reached = SimulatedBroker(topology).queues(from: names.status, key: StatusRoutingKey.notice(kind))
        #expect(reached == [names.statusLog])
    }

    @Test("are declared in an order in which each refers only to what is there")
    func order() {
        var declared: Set<String> = []
        for exchange in topology.exchanges {
            #expect(exchange.arguments["alternate-exchange"]?.string.map(declared.contains) ?? true)
            declared.insert(exchange.name)
        }
        for queue in topology.queues {
            #expect(queue.arguments["x-dead-letter-exchange"]?.string.map(declared.contains) ?? true)
        }
        let queues = Set(topology.queues.map(\.name))
        for binding in topology.bindings {
            #expect(declared.contains(binding.source))
            switch binding.destination {
            case .queue(let name): #expect(queues.contains(name))
            case .exchange(let name): #expect(declared.contains(name))
            }
        }
        #expect(Set(topology.bindings).count == topology.bindings.count)
    }
}
