internal import BoardFormats
internal import BoardProjection
internal import Hummingbird

extension APIEndpoint {
    private static let filter: [APIParameter] = [.site, .lab, .product, .state, .code]

    /// What is asked of campaigns and their jobs.
    static let campaigns: [APIEndpoint] = [
        APIEndpoint(
            path: "/campaigns",
            id: "campaigns",
            summary: "All campaigns, the one that was last heard of first.",
            parameters: [],
            content: .json(APICampaigns.self)
        ) { _, source in
            try APIAnswer.json(APICampaigns(try await source.reader.campaigns()))
        },
        .table("/campaigns", id: "campaignsTable", "All campaigns as a table.", .campaigns) { _, source, _ in
            BoardPage(rows: try await source.reader.campaigns(), next: nil)
        },
        APIEndpoint(
            path: "/campaigns/{campaign}",
            id: "campaign",
            summary: "A campaign and how it goes on.",
            parameters: [.campaign] + filter,
            content: .json(APICampaignDetail.self)
        ) { call, source in
            let campaign = try await call.campaign(source)
            async let pace = source.reader.pace(of: campaign, now: source.now())
            let selection = try await source.reader.counts(of: campaign.name, call.filter)
            return try APIAnswer.json(APICampaignDetail(campaign, try await pace, selection: selection))
        },
        APIEndpoint(
            path: "/campaigns/{campaign}/labs",
            id: "labs",
            summary: "The labs of a campaign and how their jobs stand.",
            parameters: [.campaign] + filter,
            content: .json(APILabs.self)
        ) { call, source in
            let labs = try await source.reader.labs(of: try await call.campaign(source).name, call.filter)
            return try APIAnswer.json(APILabs(labs))
        },
        .table(
            "/campaigns/{campaign}/labs",
            id: "labsTable",
            "The labs of a campaign as a table.",
            parameters: [.campaign] + filter,
            .labs,
            check: known
        ) { call, source, _ in
            BoardPage(rows: try await source.reader.labs(of: call.name(.campaign), call.filter), next: nil)
        },
        APIEndpoint(
            path: "/campaigns/{campaign}/problems",
            id: "problems",
            summary: "What keeps jobs of a campaign from being active, by the code that decides.",
            parameters: [.campaign] + filter,
            content: .json(APIProblemGroups.self)
        ) { call, source in
            let problems = try await source.reader.problems(of: try await call.campaign(source).name, call.filter)
            return try APIAnswer.json(APIProblemGroups(problems))
        },
        .table(
            "/campaigns/{campaign}/problems",
            id: "problemsTable",
            "What keeps jobs of a campaign from being active, as a table.",
            parameters: [.campaign] + filter + [.language],
            .problems,
            check: known
        ) { call, source, _ in
            BoardPage(rows: try await source.reader.problems(of: call.name(.campaign), call.filter), next: nil)
        },
        APIEndpoint(
            path: "/campaigns/{campaign}/due",
            id: "due",
            summary: "When the waiting jobs of a campaign are due.",
            parameters: [.campaign, .columns],
            content: .json(APIDue.self)
        ) { call, source in
            let columns = call.text(.columns).flatMap(Int.init) ?? 24
            let due = try await source.reader.due(in: try await call.campaign(source).name, columns: columns)
            return try APIAnswer.json(APIDue(width: due.width, due.stretches))
        },
        APIEndpoint(
            path: "/campaigns/{campaign}/jobs",
            id: "jobs",
            summary: "The jobs of a campaign by site and lab, in the order in which they were enrolled.",
            parameters: [.campaign] + filter + [.after, .limit],
            content: .json(APIJobs.self)
        ) { call, source in
            let campaign = try await call.campaign(source).name
            let page = try await source.reader.jobs(of: campaign, call.filter, after: call.key, limit: call.limit)
            return try part(page, call, APIJobs.init)
        },
        .table(
            "/campaigns/{campaign}/jobs",
            id: "jobsTable",
            "The jobs of a campaign as a table.",
            parameters: [.campaign] + filter + [.language],
            .jobs,
            check: known
        ) { call, source, key in
            let size = CSVTable<JobFacts>.partSize
            return try await source.reader.jobs(of: call.name(.campaign), call.filter, after: key, limit: size)
        },
        APIEndpoint(
            path: "/campaigns/{campaign}/waiting",
            id: "waiting",
            summary: "The waiting jobs of a campaign, the next due first.",
            parameters: [.campaign] + filter + [.after, .limit],
            content: .json(APIJobs.self)
        ) { call, source in
            let campaign = try await call.campaign(source).name
            let page = try await source.reader.waiting(in: campaign, call.filter, after: call.key, limit: call.limit)
            return try part(page, call, APIJobs.init)
        },
        .table(
            "/campaigns/{campaign}/waiting",
            id: "waitingTable",
            "The waiting jobs of a campaign as a table.",
            parameters: [.campaign] + filter + [.language],
            .jobs,
            check: known
        ) { call, source, key in
            let size = CSVTable<JobFacts>.partSize
            return try await source.reader.waiting(in: call.name(.campaign), call.filter, after: key, limit: size)
        },
    ]

    /// Before a table begins, since an answer that has begun cannot become another.
    private static let known: @Sendable (APICall, BoardSource) async throws -> Void = { call, source in
        _ = try await call.campaign(source)
    }
}

extension APICall {
    /// The campaign that the path names.
    fileprivate func campaign(_ source: BoardSource) async throws -> CampaignFacts {
        guard let campaign = try await source.reader.campaign(name(.campaign)) else {
            throw APIProblem.notFound("there is no campaign of that name; \(APIEndpoint.base)/campaigns lists them")
        }
        return campaign
    }
}
