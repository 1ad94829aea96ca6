import ActivationDomain
import ActivationPipeline
import BoardProjection
import Foundation
import TestSupport
import Testing

/// A board's database in a folder of its own, and events to fill it with.
struct BoardFixture {
    /// 2026-09-01T08:00:00Z.
    static let time = Timestamp(microseconds: 1_788_249_600_000_000)

    let database: BoardDatabase
    var reader: BoardReader { BoardReader(database) }

    /// Calls `body` with a fixture; its folder goes away behind it.
    static func with(_ body: (BoardFixture) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("board-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(BoardFixture(database: try BoardDatabase(path: folder.appendingPathComponent("b.sqlite").path)))
    }

    func project(_ events: [ActivationEvent], from origin: BoardDatabase.Origin = .stream) async throws {
        try await database.project(try events.map(BoardFixture.observed), from: origin)
    }

    static func observed(_ event: ActivationEvent) throws -> ObservedEvent {
        try #require(ObservedEvent(body: event.encoded()))
    }

    static func job(
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

    static func event(
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

    static func notice(
        _ kind: NoticeKind,
        id: String,
        after seconds: Int = 0,
        data: @escaping @Sendable (inout JSONWriter) -> Void
    ) throws -> ObservedEvent {
        let notice = Notice(kind, id: id, source: "/t", time: time.advanced(by: .seconds(seconds)), data: data)
        return try #require(ObservedEvent(body: notice.encoded()))
    }

    private static let errors: ErrorCatalogue = {
        do {
            return try ErrorCatalogue(yaml: RepositoryFile.text("config/errors.yaml"), file: "errors.yaml")
        } catch {
            preconditionFailure("the project's own catalogue cannot be read: \(error)")
        }
    }()
}
