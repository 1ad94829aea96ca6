import ActivationDomain
import ActivationPipeline
import BoardProjection
import BoardTestSupport
import TestSupport
import Testing

@Suite("The board's projection", .timeLimit(.minutes(2)))
struct ProjectionTests {
    @Test("keeps where each job stands, and counts it")
    func story() async throws {
        try await BoardFixture.with { board in
            try await board.project([
                BoardFixture.event(.enrolled),
                BoardFixture.event(.running, after: 1),
                BoardFixture.event(.deferred, code: "0xC004F074", inner: "0xC004F06C", after: 2),
            ])
            var campaign = try #require(try await board.reader.campaign("2026-autumn"))
            #expect(campaign.counts.byState == [.deferred: 1])
            #expect(campaign.attempts == 1)
            let problem = try #require(try await board.reader.problems(of: "2026-autumn", BoardFilter()).first)
            #expect(problem.error.code == "0xC004F06C", "the inner code decides")
            #expect(problem.open == 1)
            #expect(problem.ended == 0)
            #expect(problem.labs == 1)
            #expect(!problem.error.advice.english.isEmpty)
            #expect(!problem.error.advice.traditionalChinese.isEmpty)
            var waiting = try await board.reader.waiting(in: "2026-autumn", BoardFilter(), limit: 10)
            #expect(waiting.rows.map(\.computer) == ["A101-01"])
            #expect(waiting.rows.first?.nextAt == BoardFixture.time.advanced(by: .seconds(602)))

            try await board.project([
                BoardFixture.event(.running, attempt: 2, after: 602),
                BoardFixture.event(.activated, attempt: 2, after: 604),
            ])
            campaign = try #require(try await board.reader.campaign("2026-autumn"))
            #expect(campaign.counts.byState == [.activated: 1])
            #expect(campaign.isComplete)
            #expect(try await board.reader.problems(of: "2026-autumn", BoardFilter()).isEmpty)
            waiting = try await board.reader.waiting(in: "2026-autumn", BoardFilter(), limit: 10)
            #expect(waiting.rows.isEmpty)

            let found = try #require(try await board.reader.computer("a101-01"), "names are compared without case")
            #expect(found.computer.heardAt == BoardFixture.time.advanced(by: .seconds(604)))
            #expect(found.computer.licences.map(\.product) == ["windows"])
            let attempts = try #require(found.jobs.first).attempts
            #expect(attempts.map(\.state) == [.deferred, .activated])
            #expect(attempts.first?.error?.code == "0xC004F06C")
            #expect(attempts.first?.outerCode == "0xC004F074")
            #expect(attempts.last?.error == nil)
            #expect(attempts.last?.kmsHost == "kms.example.edu:1688")
        }
    }

    @Test("knows a computer that was enrolled just now, or answered without a licence, for no silent one")
    func answered() async throws {
        try await BoardFixture.with { board in
            var refused = try BoardFixture.event(.refused, code: "ROLLCALL_NO_KMS_EDITION", after: 5)
            refused.evidence.system = "10.0.19045"
            refused.licence = nil
            try await board.project([
                BoardFixture.event(.enrolled, BoardFixture.job("A101-02"), after: 1), BoardFixture.event(.running),
                refused,
            ])
            func silent(_ seconds: Int) async throws -> [String] {
                let since = BoardFixture.time.advanced(by: .seconds(seconds))
                let page = try await board.reader.silent(since: since, limit: 9)
                #expect(try await board.reader.silentCount(since: since) == page.rows.count)
                return page.rows.map(\.name)
            }
            #expect(try await silent(1).isEmpty)
            #expect(try await silent(2) == ["A101-02"])
            #expect(try await silent(6) == ["A101-02", "A101-01"])
        }
    }

    @Test("counts a licence that is not active any more among those that have ended")
    func ended() async throws {
        try await BoardFixture.with { board in
            var failed = try BoardFixture.event(.failed, code: "0xC004F009", after: 5)
            failed.licence = .init(status: .notification, minutesRemaining: 0)
            var lasting = try BoardFixture.event(.activated, BoardFixture.job("A101-02"), after: 5)
            lasting.licence = .init(status: .licensed, minutesRemaining: 0)
            try await board.project([failed, lasting, BoardFixture.event(.activated, BoardFixture.job("A101-03"))])
            func expiring(_ days: Int) async throws -> [String] {
                let limit = BoardFixture.time.advanced(by: .seconds(days * 86_400))
                let page = try await board.reader.expiring(before: limit, limit: 9)
                #expect(try await board.reader.expiringCounts(before: [limit]) == [page.rows.count])
                return page.rows.map(\.computer)
            }
            #expect(try await expiring(0).isEmpty)
            #expect(try await expiring(1) == ["A101-01"])
            #expect(try await expiring(365) == ["A101-01", "A101-03"])
        }
    }

    @Test("knows when a campaign's last job ended, whatever is told afterwards")
    func end() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.running), BoardFixture.event(.activated, after: 5)])
            try await board.project([
                BoardFixture.event(.enrolled, after: 100), BoardFixture.event(.activated, after: 200),
            ])
            try await board.database.project([
                BoardFixture.notice(.campaignEnrolled, id: "again", after: 300) { json in
                    json.member("campaign", "2026-autumn")
                    json.member("count", 1)
                }
            ])
            let campaign = try #require(try await board.reader.campaign("2026-autumn"))
            #expect(campaign.endedAt == BoardFixture.time.advanced(by: .seconds(5)))
            #expect(campaign.lastAt == BoardFixture.time.advanced(by: .seconds(300)))
        }
    }

    @Test(
        "takes a time that cannot be for that of reading: neither the newest campaign nor the oldest job is by a wrong clock"
    )
    func times() async throws {
        try await BoardFixture.with { board in
            for (name, seconds) in [("ahead", 400 * 86_400), ("year 1", -63_000_000_000), ("right", 29 * 86_400)] {
                let job = BoardFixture.job(name, campaign: name)
                try await board.project([BoardFixture.event(.enrolled, job, after: seconds)])
            }
            let job = BoardFixture.job("now", campaign: "now")
            try await board.project([BoardFixture.event(.enrolled, job, after: 30 * 86_400 + 60)])
            let campaigns = try await board.reader.campaigns()
            #expect(campaigns.map(\.name).first == "now" && campaigns.map(\.name).last == "right")
            #expect(campaigns.filter { $0.lastAt == BoardFixture.later }.map(\.name).sorted() == ["ahead", "year 1"])
            #expect(try await board.reader.backlog(of: "year 1").oldestEnrolledAt == BoardFixture.later)
        }
    }

    @Test("changes nothing by repeats, nor by what is told after the end")
    func repeats() async throws {
        try await BoardFixture.with { board in
            let events = try [
                BoardFixture.event(.enrolled), BoardFixture.event(.running),
                BoardFixture.event(.deferred, code: "0xC004F074"),
                BoardFixture.event(.running, attempt: 2), BoardFixture.event(.failed, attempt: 2, code: "0xC004F050"),
            ]
            try await board.project(events)
            let once = try await board.reader.campaign("2026-autumn")
            let story = try await board.reader.computer("A101-01")
            try await board.project(events)
            try await board.project([
                BoardFixture.event(.activated, attempt: 3), BoardFixture.event(.running, attempt: 3),
            ])
            #expect(try await board.reader.campaign("2026-autumn") == once)
            #expect(try await board.reader.computer("A101-01")?.jobs == story?.jobs)
            #expect(try await board.reader.position().repeats == 7)
        }
    }

    @Test(
        "lets the newest round stand for a computer's product, whichever is heard of first",
        arguments: [true, false]
    )
    func rounds(inOrder: Bool) async throws {
        try await BoardFixture.with { board in
            let old = try [
                BoardFixture.event(.running), BoardFixture.event(.failed, code: "0xC004F050"),
            ]
            let new = try [BoardFixture.event(.enrolled, BoardFixture.job(round: 2), after: 100)]
            try await board.project(inOrder ? old + new : new + old)
            let campaign = try #require(try await board.reader.campaign("2026-autumn"))
            #expect(campaign.counts.byState == [.enrolled: 1])
            let jobs = try await board.reader.jobs(of: "2026-autumn", BoardFilter(), limit: 10).rows
            #expect(jobs.map(\.round) == [2])
            let stories = try #require(try await board.reader.computer("A101-01")).jobs
            #expect(stories.map(\.job.round) == [2, 1], "the story has both")
            #expect(stories.map(\.isCurrent) == [true, false])
        }
    }

    @Test("lets an end from the queue of results stand until the stream tells one")
    func results() async throws {
        try await BoardFixture.with { board in
            try await board.project([BoardFixture.event(.enrolled), BoardFixture.event(.running)])
            try await board.project([BoardFixture.event(.failed, code: "0xC004F050")], from: .results)
            #expect(try await board.reader.campaign("2026-autumn")?.counts.byState == [.failed: 1])
            // What the stream still tells of the way there takes nothing back.
            try await board.project([BoardFixture.event(.deferred, code: "0xC004F074")])
            #expect(try await board.reader.campaign("2026-autumn")?.counts.byState == [.failed: 1])
            try await board.project([BoardFixture.event(.activated, attempt: 2)])
            #expect(try await board.reader.campaign("2026-autumn")?.counts.byState == [.activated: 1])
            try await board.project([BoardFixture.event(.failed, code: "0xC004F050")], from: .results)
            #expect(try await board.reader.campaign("2026-autumn")?.counts.byState == [.activated: 1])
        }
    }

    @Test("agrees with how a watcher counts, whatever the order, the repeats and the batches", arguments: 0..<20)
    func agrees(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var events: [ActivationEvent] = []
        for number in 1...40 {
            let job = BoardFixture.job(
                "PC-\(number)",
                lab: "L\(number % 5)",
                product: number.isMultiple(of: 3) ? "office-2021" : "windows",
                round: Int.random(in: 1...2, using: &random)
            )
            events += try story(of: job, &random)
            if Bool.random(using: &random) {
                events += try story(of: BoardFixture.job("PC-\(number)", lab: "L\(number % 5)", round: 3), &random)
            }
        }
        // Neighbours change places, some come twice.
        for index in events.indices.dropLast() where Int.random(in: 0..<5, using: &random) == 0 {
            events.swapAt(index, index + 1)
        }
        for _ in 0..<30 {
            guard let event = events.randomElement(using: &random) else { continue }
            events.insert(event, at: Int.random(in: 0...events.count, using: &random))
        }
        var progress = CampaignProgress(campaign: "2026-autumn")
        for event in events { progress.apply(try BoardFixture.observed(event)) }

        try await BoardFixture.with { [events, progress] board in
            var random = SeededGenerator(seed: seed)
            var rest = events[...]
            while !rest.isEmpty {
                let batch = rest.prefix(Int.random(in: 1...50, using: &random))
                rest = rest.dropFirst(batch.count)
                try await board.project(Array(batch))
            }
            let campaign = try #require(try await board.reader.campaign("2026-autumn"))
            #expect(campaign.counts.byState == progress.counts.filter { $0.value != 0 })
            #expect(campaign.superseded == progress.superseded)
            let problems = try await board.reader.problems(of: "2026-autumn", BoardFilter())
            let codes = Dictionary(uniqueKeysWithValues: problems.map { ($0.error.code, [$0.ended, $0.open]) })
            #expect(codes == progress.codes.mapValues { [$0.ended, $0.waiting] })
            try await expectKeptCountsToBeTrue(board)
        }
    }

    /// The kept counts against the rows themselves.
    private func expectKeptCountsToBeTrue(_ board: BoardFixture) async throws {
        let jobs = try await board.reader.jobs(of: "2026-autumn", BoardFilter(), limit: 10_000).rows
        let labs = try await board.reader.labs(of: "2026-autumn", BoardFilter())
        #expect(
            Dictionary(grouping: jobs, by: \.lab).mapValues(\.count)
                == Dictionary(uniqueKeysWithValues: labs.map { ($0.lab, $0.counts.total) })
        )
        let due = try await board.reader.due(in: "2026-autumn").stretches.map(\.count).reduce(0, +)
        #expect(due == jobs.filter { $0.nextAt != nil }.count)
        for state in ActivationState.allCases {
            var filter = BoardFilter()
            filter.states = [state]
            let count = try await board.reader.counts(of: "2026-autumn", filter).total
            #expect(count == jobs.filter { $0.state == state }.count)
        }
    }

    private func story(of job: Job, _ random: inout SeededGenerator) throws -> [ActivationEvent] {
        let codes = ["0xC004F074", "0xC004F038", "0x80070005", "0xC004F050"]
        var events = [try BoardFixture.event(.enrolled, job)]
        let attempts = Int.random(in: 1...3, using: &random)
        for attempt in 1...attempts {
            events.append(try BoardFixture.event(.running, job, attempt: attempt))
            guard attempt == attempts else {
                events.append(
                    try BoardFixture.event(.deferred, job, attempt: attempt, code: codes.randomElement(using: &random))
                )
                continue
            }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: break
            case 1:
                events.append(
                    try BoardFixture.event(.failed, job, attempt: attempt, code: codes.randomElement(using: &random))
                )
            case 2:
                events.append(
                    try BoardFixture.event(.parked, job, attempt: attempt, parks: 1, code: "ROLLCALL_REGISTER_STALE")
                )
            default: events.append(try BoardFixture.event(.activated, job, attempt: attempt))
            }
        }
        return events
    }
}
