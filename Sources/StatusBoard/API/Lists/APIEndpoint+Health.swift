internal import BoardFormats
internal import BoardProjection
internal import Hummingbird

extension APIEndpoint {
    private static let workersSince = APIParameter.since(
        "Only workers that have spoken since then, or within so long. By default within a day."
    )
    private static let day = Duration.seconds(86_400)
    /// More than anyone reads, and little enough to hold.
    private static let mostNotices = 10_000

    /// What is asked of workers, alarms and the board.
    static let health: [APIEndpoint] = [
        APIEndpoint(
            path: "/workers",
            id: "workers",
            summary: "Workers, as they last spoke of themselves.",
            parameters: [workersSince],
            content: .json(APIWorkers.self)
        ) { call, source in
            let workers = try await source.reader.workers(since: call.since(day))
            return try APIAnswer.json(APIWorkers(workers))
        },
        .table("/workers", id: "workersTable", "Workers as a table.", parameters: [workersSince], .workers) {
            call,
            source,
            _ in
            BoardPage(rows: try await source.reader.workers(since: call.since(day)), next: nil)
        },
        APIEndpoint(
            path: "/alarms",
            id: "alarms",
            summary: "What concerns more than one job, the newest first.",
            parameters: [.limit],
            content: .json(APIAlarms.self)
        ) { call, source in
            let alarms = try await source.reader.alarms(limit: call.limit)
            return try APIAnswer.json(APIAlarms(alarms))
        },
        .table("/alarms", id: "alarmsTable", "Alarms as a table.", parameters: [.language], .alarms) { _, source, _ in
            BoardPage(rows: try await source.reader.alarms(limit: mostNotices), next: nil)
        },
        APIEndpoint(
            path: "/rejections",
            id: "rejections",
            summary: "Messages that were no valid job, the newest first.",
            parameters: [.limit],
            content: .json(APIRejections.self)
        ) { call, source in
            let rejections = try await source.reader.rejections(limit: call.limit)
            return try APIAnswer.json(APIRejections(rejections))
        },
        .table("/rejections", id: "rejectionsTable", "Rejected messages as a table.", .rejections) { _, source, _ in
            BoardPage(rows: try await source.reader.rejections(limit: mostNotices), next: nil)
        },
        APIEndpoint(
            path: "/board",
            id: "board",
            summary: "The board itself: whether what it shows is fresh.",
            parameters: [],
            content: .json(APIBoard.self)
        ) { _, source in
            async let vitals = source.reader.vitals()
            let position = try await source.reader.position()
            return try APIAnswer.json(
                APIBoard(try await vitals, position, version: source.configuration.version, now: source.now())
            )
        },
    ]
}
