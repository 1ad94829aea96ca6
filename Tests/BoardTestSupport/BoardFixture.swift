package import ActivationDomain
package import ActivationPipeline
package import BoardProjection
internal import Foundation
internal import Logging
internal import TestSupport

/// A board's database in a folder of its own, and events to fill it with.
package struct BoardFixture: Sendable {
    /// 2026-09-01T08:00:00Z.
    package static let time = Timestamp(microseconds: 1_788_249_600_000_000)
    /// When events are read, a month after; whatever the time is where the tests run.
    package static let later = time.advanced(by: .seconds(30 * 86_400))

    package let database: BoardDatabase
    /// The database's file.
    package let path: String
    package var reader: BoardReader { BoardReader(database) }

    /// Calls `body` with a fixture; its folder goes away behind it.
    package static func with(_ body: (BoardFixture) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let path = folder + "/b.sqlite"
            let database = try BoardDatabase(path: path, logger: Logger(label: "test"), now: { BoardFixture.later })
            try await body(BoardFixture(database: database, path: path))
        }
    }

    /// Projects events as if the broker had sent them.
    package func project(_ events: [ActivationEvent], from origin: BoardDatabase.Origin = .stream) async throws {
        try await database.project(try events.map(BoardFixture.observed), from: origin)
    }

    /// An event as the board reads it.
    package static func observed(_ event: ActivationEvent) throws -> ObservedEvent {
        try read(event.encoded())
    }

    /// A job of a computer.
    package static func job(
        _ name: String = "A101-01",
        lab: String = "A101",
        site: String = "main",
        product: String = "windows",
        campaign: String = "2026-autumn",
        round: Int = 1
    ) -> Job {
        let computer = Job.Computer(
            name: name,
            address: "\(name.lowercased()).example.edu",
            assetTag: "T-\(name)",
            site: site,
            lab: lab,
            channel: .winrm
        )
        return Job(
            campaign: campaign,
            round: round,
            computer: computer,
            product: product,
            enrolledAt: time,
            notAfter: nil
        )
    }

    /// An event of a job, some seconds after ``time``.
    package static func event(
        _ state: ActivationState,
        _ job: Job = job(),
        attempt: Int = 1,
        parks: Int = 0,
        code: String? = nil,
        inner: String? = nil,
        after seconds: Int = 0
    ) throws -> ActivationEvent {
        var job = job
        job.attempt = attempt
        job.parks = parks
        var event = ActivationEvent(
            job: job,
            state: state,
            source: "/rollcall/worker/w1",
            time: time.advanced(by: .seconds(seconds))
        )
        if let code = code.flatMap(ErrorCode.init(_:)) {
            let inner = inner.flatMap(ErrorCode.init(_:))
            event.failure = .init(code: code, innerCode: inner, entry: errors.entry(inner ?? code))
        }
        if state == .deferred || state == .parked { event.nextAttemptAt = event.time.advanced(by: .seconds(600)) }
        if state == .activated {
            event.licence = .init(status: .licensed, minutesRemaining: 259_200)
            event.kmsHost = "kms.example.edu:1688"
        }
        return event
    }

    /// An event that concerns no job.
    package static func notice(
        _ kind: NoticeKind,
        id: String,
        after seconds: Int = 0,
        data: @escaping @Sendable (inout JSONWriter) -> Void
    ) throws -> ObservedEvent {
        let notice = Notice(kind, id: id, source: "/t", time: time.advanced(by: .seconds(seconds)), data: data)
        return try read(notice.encoded())
    }

    private static func read(_ body: [UInt8]) throws -> ObservedEvent {
        guard let event = ObservedEvent(body: body) else { throw TestSupportError("an event of ours cannot be read") }
        return event
    }

    private static let errors: ErrorCatalogue = {
        do {
            return try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
        } catch {
            preconditionFailure("the project's own catalogue cannot be read: \(error)")
        }
    }()
}
