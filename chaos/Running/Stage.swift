import AMQPClient
import ActivationDomain
import ActivationPipeline
import Foundation
import Glibc
import Synchronization
import TestSupport

/// What a scenario acts on.
final class Stage: Sendable {
    let campus: Campus
    /// The broker's nodes; most scenarios have one.
    let nodes: [PrivateBroker]
    let proxy: Proxy
    let faults: FaultLog
    let follower: StatusFollower
    /// Jobs in all.
    let jobs: Int
    /// Rounds that they are enrolled in.
    let rounds: Int
    /// What the worker takes that a long scenario watches.
    let resources = ResourceLog()
    private let random: Mutex<SeededGenerator>
    private struct Tally {
        var consuming = 0
        var publishing = 0
        var brokers = 0
        var enrolledAgain = 0
        var gone = 0
        var enrolled = 0
    }
    private let tally = Mutex(Tally())
    private let hired = Mutex<Crew?>(nil)

    init(
        campus: Campus,
        nodes: [PrivateBroker],
        ports: [Int],
        proxy: Proxy,
        follower: StatusFollower,
        jobs: Int,
        rounds: Int,
        seed: UInt64
    ) {
        self.campus = campus
        self.nodes = nodes
        self.ports = ports
        self.proxy = proxy
        self.follower = follower
        self.jobs = jobs
        self.rounds = rounds
        faults = FaultLog()
        random = Mutex(SeededGenerator(seed: seed))
    }

    static let campaign = "chaos"

    var broker: PrivateBroker { nodes[0] }

    /// The AMQP ports of the nodes.
    let ports: [Int]
    var brokerPort: Int { ports[0] }

    /// The workers.
    var crew: Crew {
        get throws {
            guard let crew = hired.withLock(\.self) else { throw TestSupportError("no workers are hired yet") }
            return crew
        }
    }

    func hire(_ crew: Crew) { hired.withLock { $0 = crew } }

    /// Takes the proxy down and lets the workers go, which have stopped.
    func close() {
        proxy.close()
        hired.withLock { $0 = nil }
    }

    // MARK: Numbers

    /// The next number of the seeded sequence.
    func number(in range: ClosedRange<Int>) -> Int {
        random.withLock { Int.random(in: range, using: &$0) }
    }

    /// A worker by chance.
    func anyWorker() throws -> String {
        let names = try crew.names
        return names[number(in: 0...names.count - 1)]
    }

    // MARK: Waiting

    /// Waits until that share of all jobs has ended.
    func progress(_ share: Double, within limit: Duration = .seconds(240)) async throws {
        try await eventually(within: limit, "the end of \(Int(share * 100)) % of the jobs") {
            Double(follower.ended) >= share * Double(jobs)
        }
    }

    /// Waits until some exchange runs that had not been begun at the call.
    func exchangesRun(_ count: Int = 1) async throws {
        func begun() throws -> Int { try campus.ledger.count { $0.action == "connect" } }
        let before = try begun()
        try await eventually(within: .seconds(60), "exchanges run") { try begun() >= before + count }
    }

    /// Lets a fault last.
    func last(_ duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }

    // MARK: Faults, each with what it may repeat

    /// Kills a worker as a crash would.
    func kill(_ worker: String) async throws { try await end(worker, SIGKILL, "kill -9") }

    /// Tells a worker to stop in order.
    func stop(_ worker: String) async throws { try await end(worker, SIGTERM, "SIGTERM") }

    private func end(_ worker: String, _ signal: Int32, _ name: String) async throws {
        try await crew.working(worker)
        faults.note("\(name) of \(worker)", worker: worker)
        try crew.signal(worker, signal)
    }

    /// Counts connections that living workers lost: of each both, unless told.
    func countLosses(consuming: Int, publishing: Int, brokers: Int = 0) {
        tally.withLock {
            $0.consuming += consuming
            $0.publishing += publishing
            $0.brokers += brokers
        }
    }

    /// Counts that every worker lost both its connections.
    func countLossOfAll(brokers: Int = 0) throws {
        let count = try crew.names.count
        countLosses(consuming: count, publishing: count, brokers: brokers)
    }

    // MARK: Enrolling

    /// Enrols the register, again and again for a while should the broker not be there.
    ///
    /// Each time but the first can put every job in a second time.
    func enrol() async throws {
        var failures = 0
        while true {
            do {
                let count = try await campus.enrol(Stage.campaign)
                tally.withLock { $0.enrolled = max($0.enrolled, count) }
                return
            } catch {
                failures += 1
                guard failures <= 20 else { throw error }
                countEnrolledAgain(jobs)
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Enrols the register as one of several rounds; tried again, should the broker be away for too long.
    func enrol(round: Int) async throws {
        var failures = 0
        while true {
            do {
                let count = try await campus.enrol(Stage.campaign, register: nil, "--round", "\(round)")
                tally.withLock { $0.enrolled += count }
                return
            } catch {
                failures += 1
                guard failures <= 20 else { throw error }
                countEnrolledAgain(jobs / rounds)
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Puts a message that is no job into the bulk lane.
    func publishNoJob() async throws {
        let connection = try await AMQPConnection.connect(try AMQPConfiguration(uri: broker.url))
        let channel = try await connection.openChannel()
        try await channel.enableConfirms()
        let message = AMQPMessage(properties: MessageProperties(), body: Array("no job".utf8))
        try await channel.publish(message, to: "", routingKey: campus.names.lane(.bulk))
        await connection.close()
    }

    /// Jobs that enrolment has the broker's confirm for.
    var enrolled: Int { tally.withLock(\.enrolled) }

    /// Counts jobs that may be in the queues twice by enrolling.
    func countEnrolledAgain(_ count: Int) { tally.withLock { $0.enrolledAgain += count } }

    /// Notes how many jobs a fault took away that were then enrolled again.
    func noteGone(_ count: Int) { tally.withLock { $0.gone += count } }

    /// Jobs that were deleted and enrolled again; nil when none were.
    var gone: Int? { tally.withLock { $0.gone > 0 ? $0.gone : nil } }

    /// The bound of what may be repeated, by what was done.
    func bound(slots: Int, chain: Int, longestWait: Double) throws -> RepeatBound {
        let deaths = try crew.kills
        return tally.withLock { tally in
            RepeatBound(
                workerDeaths: deaths,
                consumingLosses: tally.consuming,
                publishingLosses: tally.publishing,
                brokerDeaths: tally.brokers,
                enrolledAgain: tally.enrolledAgain,
                slots: slots,
                longestWait: longestWait,
                chain: chain
            )
        }
    }
}
