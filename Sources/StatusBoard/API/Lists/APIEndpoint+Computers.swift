internal import BoardFormats
internal import BoardProjection
internal import Hummingbird

extension APIEndpoint {
    private static let silentSince = APIParameter.since(
        "Since when a computer has not answered, or for how long. By default as `board.silentAfter` says."
    )

    /// What is asked of computers and their licences.
    static let computers: [APIEndpoint] = [
        APIEndpoint(
            path: "/computers",
            id: "computers",
            summary: "Computers, by a part of their name, asset tag or address.",
            parameters: [.search, .after, .limit],
            content: .json(APIComputers.self)
        ) { call, source in
            let page = try await source.reader.computers(
                matching: call.text(.search) ?? "",
                after: call.key,
                limit: call.limit
            )
            return try part(page, call, APIComputers.init)
        },
        .table("/computers", id: "computersTable", "Computers as a table.", parameters: [.search], .computers) {
            call,
            source,
            key in
            let size = CSVTable<ComputerFacts>.partSize
            return try await source.reader.computers(matching: call.text(.search) ?? "", after: key, limit: size)
        },
        APIEndpoint(
            path: "/computers/silent",
            id: "silentComputers",
            summary: "Computers that have not answered for long, the longest silent first.",
            parameters: [silentSince, .after, .limit],
            content: .json(APISilentComputers.self)
        ) { call, source in
            let since = call.since(source.configuration.silentAfter)
            let page = try await source.reader.silent(since: since, after: call.key, limit: call.limit)
            return try part(page, call) { APISilentComputers(since: since, $0, next: $1) }
        },
        .table(
            "/computers/silent",
            id: "silentComputersTable",
            "Computers that have not answered for long, as a table.",
            parameters: [silentSince],
            .computers
        ) { call, source, key in
            let since = call.since(source.configuration.silentAfter)
            return try await source.reader.silent(since: since, after: key, limit: CSVTable<ComputerFacts>.partSize)
        },
        APIEndpoint(
            path: "/computers/{computer}",
            id: "computer",
            summary: "A computer and all that became of its jobs, attempt by attempt.",
            parameters: [.computer],
            content: .json(APIComputerStory.self)
        ) { call, source in
            guard let (computer, jobs) = try await source.reader.computer(call.name(.computer)) else {
                throw APIProblem.notFound("there is no computer of that name; \(base)/computers?q= looks for one")
            }
            return try APIAnswer.json(APIComputerStory(computer, jobs))
        },
        APIEndpoint(
            path: "/licences/expiring",
            id: "expiringLicences",
            summary: "Licences that end soon, the next first; those that have ended are among them.",
            parameters: [.within, .after, .limit],
            content: .json(APIExpiries.self)
        ) { call, source in
            let before = call.within(source.configuration.expiryWarning)
            let page = try await source.reader.expiring(before: before, after: call.key, limit: call.limit)
            return try part(page, call) { APIExpiries(before: before, $0, next: $1) }
        },
        .table(
            "/licences/expiring",
            id: "expiringLicencesTable",
            "Licences that end soon as a table.",
            parameters: [.within],
            .expiring
        ) { call, source, key in
            let before = call.within(source.configuration.expiryWarning)
            return try await source.reader.expiring(before: before, after: key, limit: CSVTable<ExpiryFacts>.partSize)
        },
    ]
}
