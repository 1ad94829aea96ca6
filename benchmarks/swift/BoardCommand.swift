import ActivationDomain
import ActivationPipeline
import ArgumentParser
import BoardProjection
import Foundation
import Logging
import WorkerSupport

/// Projects the events of many jobs into a board's database, as they come from the stream, and tells how fast.
struct BoardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "board")

    @OptionGroup var options: BrokerOptions
    @Option(help: "How many jobs.")
    var jobs: Int
    @Option(help: "The database to make.")
    var database: String

    private static let jobsPerBatch = 300
    /// 2026-09-01T08:00:00Z.
    private static let start = Timestamp(microseconds: 1_788_249_600_000_000)

    func run() async throws {
        let errors = try options.installation().errorCatalogue()
        let store = try BoardDatabase(path: database, logger: Logger(label: "bench"))
        var events = 0
        var (wall, cpu) = (Duration.zero, 0.0)
        var number = 0
        while number < jobs {
            let batch = number..<min(number + BoardCommand.jobsPerBatch, jobs)
            // Written before the clock runs: that is the workers' part.
            let bodies = batch.flatMap { story(of: $0, errors).map { $0.encoded() } }
            let (began, before) = (ContinuousClock.now, Usage.now)
            try await store.project(bodies.compactMap { ObservedEvent(body: $0) })
            wall += ContinuousClock.now - began
            cpu += Usage.now.cpuMicroseconds - before.cpuMicroseconds
            events += bodies.count
            number = batch.upperBound
        }
        report([
            "events": Double(events), "eventsPerSecond": Double(events) / (wall / .seconds(1)),
            "cpuMicrosecondsPerEvent": cpu / Double(events), "maxRSSKiB": Double(Usage.now.maximumResidentKiB),
        ])
    }

    /// Most are active at the first attempt, some at the second, a few fail, wait or run.
    private func story(of number: Int, _ errors: ErrorCatalogue) -> [ActivationEvent] {
        let computer = Job.Computer(
            name: String(format: "P%07d", number),
            address: "p\(number).example.edu",
            assetTag: String(format: "3140101-03-%07d", number),
            site: ["main", "north", "south"][number / 60 % 3],
            lab: String(format: "L%04d", number / 60 % 2000),
            channel: .winrm
        )
        let at = BoardCommand.start.advanced(by: .milliseconds(number * 20))
        let job = Job(
            campaign: "bench",
            round: 1,
            computer: computer,
            product: "windows",
            enrolledAt: at,
            notAfter: nil
        )
        func event(_ state: ActivationState, _ attempt: Int, _ seconds: Int, _ code: UInt32? = nil) -> ActivationEvent {
            var job = job
            job.attempt = attempt
            var event = ActivationEvent(
                job: job,
                state: state,
                source: "/rollcall/worker/w1",
                time: at.advanced(by: .seconds(seconds))
            )
            if let code = code.map(ErrorCode.init(hresult:)) {
                event.failure = .init(code: code, innerCode: nil, entry: errors.entry(code))
            }
            if state == .deferred { event.nextAttemptAt = event.time.advanced(by: .seconds(7200 + number % 7200)) }
            if state != .enrolled, state != .running {
                event.duration = .milliseconds(900 + number % 700)
                event.evidence.clockOffsetSeconds = 0.2
                event.evidence.timeZone = "UTC+08:00 Taipei Standard Time"
                event.evidence.contactedAddress = "10.20.0.5"
            }
            if state == .activated {
                event.licence = .init(status: .licensed, minutesRemaining: 259_200)
                event.kmsHost = "kms.example.edu:1688"
            }
            return event
        }
        let begin = [event(.enrolled, 1, 0), event(.running, 1, 5)]
        switch number % 20 {
        case 0: return begin + [event(.deferred, 1, 7, 0xC004_F038)]
        case 1, 2:
            return begin + [event(.deferred, 1, 7, 0xC004_F074), event(.running, 2, 127), event(.activated, 2, 129)]
        case 3: return begin + [event(.failed, 1, 7, number % 40 == 3 ? 0x8007_0005 : 0xC004_F050)]
        case 4 where number % 100 == 4: return begin
        default: return begin + [event(.activated, 1, 7)]
        }
    }
}
