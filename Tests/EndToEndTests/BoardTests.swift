import Foundation
import TestSupport
import Testing

/// The status board beside a real campaign: what it shows is what the events say, whatever becomes of it on the way.
@Suite("The status board", .timeLimit(.minutes(5)))
struct BoardTests {
    private static let lab = """
          - { name: "B{001...240}", address: "127.56.0.1+", site: main, lab: Board, products: windows, seconds: 0.2 }
          - { name: "C{01...20}", address: "127.56.1.1+", site: main, lab: Broken, products: windows, activate: 0xC004F050,
              expect: failed }
          - { name: "D{01...20}", address: "127.56.2.1+", site: main, lab: Late, products: windows,
              activate: [0xC004F074, ok], inner: "0xC004F06C", seconds: 0.1 }
        """

    private struct Status: Decodable {
        struct Counts: Decodable, Equatable {
            var ended: Int
            var states: [String: Int]
        }
        struct Campaign: Decodable, Equatable {
            var total, attempts: Int
            var counts: Counts
        }
        struct Lab: Decodable, Equatable {
            var lab: String
            var counts: Counts
        }
        struct Problem: Decodable, Equatable {
            struct Failure: Decodable, Equatable { var code: String }
            var error: Failure
            var ended, open: Int
        }
        var campaign: Campaign
        var labs: [Lab]
        var problems: [Problem]
    }

    private func status(_ campus: Campus, _ campaign: String) async throws -> Status {
        let ended = try await campus.rollcall("status", "--campaign", campaign, "--json")
        guard ended.status <= 1 else { throw TestSupportError("status: \(ended.errors)") }
        return try JSONDecoder().decode(Status.self, from: Data(ended.output.utf8))
    }

    /// Nil before the board knows the campaign.
    private func statusIfThere(_ campus: Campus, _ campaign: String) async -> Status? {
        try? await status(campus, campaign)
    }

    /// Waits until the board has all ends, and compares it with what a reader in another language makes of the events.
    private func expectWhatTheEventsSay(_ campus: Campus, _ campaign: String, jobs: Int) async throws -> Status {
        let (events, file) = try await campus.events(of: campaign, jobs: jobs, within: 120)
        let judgement = try await campus.judge(file)
        #expect(judgement.jobs == jobs)
        #expect(judgement.jobsWithoutEnd.isEmpty)
        // Ids tell repeats.
        let begun = Set(events.filter { $0.data.state == "running" }.map(\.id)).count
        // Ends may come by the queue of results before the stream has told the attempts.
        try await eventually("the board has read every end and attempt") {
            guard let now = await statusIfThere(campus, campaign)?.campaign else { return false }
            return now.counts.ended == jobs && now.attempts == begun
        }
        let found = try await status(campus, campaign)
        #expect(found.campaign.total == jobs)
        #expect(found.campaign.counts.states.filter { $0.value > 0 } == judgement.lastStates)
        #expect(found.campaign.attempts == begun)
        return found
    }

    @Test("kill -9 of the board twice in the middle of a campaign: the same numbers in the end as the events have")
    func killedTwice() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, slots: 30, results: true) { campus in
            var (board, _) = try await campus.startBoard()
            let worker = try campus.startWorker()
            let jobs = try await campus.enrol("board")
            for part in [60, 150] {
                try await eventually("the board has seen \(part) ends") {
                    await statusIfThere(campus, "board")?.campaign.counts.ended ?? 0 >= part
                }
                board.signal(SIGKILL)
                _ = try await board.ended()
                (board, _) = try await campus.startBoard()
            }
            let killed = try await expectWhatTheEventsSay(campus, "board", jobs: jobs)
            #expect(killed.problems.map(\.error.code) == ["0xC004F050"])
            #expect(killed.problems.map(\.ended) == [20])
            try await eventually("the queue of results is read") {
                try await campus.messageCounts(results: true)["\(campus.prefix).results"] == 0
            }
            board.signal(SIGTERM)
            #expect(try await board.ended().status == 0)

            // One that was never disturbed, over a database of its own.
            let other = ["ROLLCALL_BOARD_DATABASE": campus.folder.appending(path: "other.sqlite").path]
            let (second, _) = try await campus.startBoard(environment: other)
            try await eventually("the stream is read") {
                let ended = try await campus.rollcall("status", "--json", environment: other)
                guard ended.status <= 1 else { return false }
                return try JSONDecoder().decode(Status.self, from: Data(ended.output.utf8)).campaign == killed.campaign
            }
            let ended = try await campus.rollcall("status", "--json", environment: other)
            let whole = try JSONDecoder().decode(Status.self, from: Data(ended.output.utf8))
            #expect(whole.labs == killed.labs)
            #expect(whole.problems == killed.problems)
            second.signal(SIGTERM)
            #expect(try await second.ended().status == 0)
            worker.signal(SIGTERM)
            _ = try await worker.ended()
        }
    }

    @Test("A database that belongs to another stream is made anew; one that was deleted too")
    func madeAnew() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, results: true) { campus in
            let worker = try campus.startWorker()
            let first = try await campus.enrol("first", "--lab", "Board")
            var (board, _) = try await campus.startBoard()
            _ = try await expectWhatTheEventsSay(campus, "first", jobs: first)
            board.signal(SIGTERM)
            _ = try await board.ended()

            try await campus.declareStreamAnew()
            let second = try await campus.enrol("second", "--lab", "Broken")
            (board, _) = try await campus.startBoard()
            try await eventually("the board knows the other stream") { [board] in
                board.errors.contains("made anew")
            }
            _ = try await expectWhatTheEventsSay(campus, "second", jobs: second)
            let gone = try await campus.rollcall("status", "--campaign", "first")
            #expect(gone.status == 65, "what the new stream does not have is not shown: \(gone.output)")
            board.signal(SIGTERM)
            _ = try await board.ended()

            for name in ["board.sqlite", "board.sqlite-wal", "board.sqlite-shm"] {
                try? FileManager.default.removeItem(at: campus.folder.appending(path: name))
            }
            (board, _) = try await campus.startBoard()
            _ = try await expectWhatTheEventsSay(campus, "second", jobs: second)
            board.signal(SIGTERM)
            _ = try await board.ended()
            worker.signal(SIGTERM)
            _ = try await worker.ended()
        }
    }

    @Test("What the stream has dropped meanwhile is missed and told; what the database has stays")
    func dropped() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, results: true) { campus in
            try await campus.declareStreamAnew(keeping: 60_000)
            let worker = try campus.startWorker()
            var (board, _) = try await campus.startBoard()
            let first = try await campus.enrol("first", "--lab", "Broken")
            try await eventually("the board has read every end") {
                await statusIfThere(campus, "first")?.campaign.counts.ended == first
            }
            board.signal(SIGTERM)
            _ = try await board.ended()
            _ = try await campus.enrol("second", "--lab", "Board")
            // Not by the events: the first ones are dropped meanwhile.
            try await eventually("the computers are activated") {
                try Set(campus.ledger.filter { $0.action == "activate" }.map(\.computer)).count == 260
            }
            (board, _) = try await campus.startBoard()
            try await eventually("the board says what it misses") { [board] in
                board.errors.contains("the stream no longer has the events behind those that were read last")
            }
            let kept = try await status(campus, "first")
            #expect(kept.campaign.total == first && kept.campaign.counts.ended == first)
            for process in [board, worker] {
                process.signal(SIGTERM)
                _ = try await process.ended()
            }
        }
    }

    @Test("While the broker takes no messages the board says so, and not that no worker runs")
    func blocked() async throws {
        try await withPrivateBroker { broker in
            try await Campus.withRunning(computers: BoardTests.lab, results: true, on: broker) { campus in
                _ = try await campus.enrol("held", "--lab", "Broken")
                let (board, url) = try await campus.startBoard()
                try await eventually("nobody works") {
                    try await campus.fetch(url).contains("No worker is running.")
                }
                try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
                try await eventually("the board knows") {
                    try await campus.fetch(url).contains("The broker takes no messages")
                }
                let page = try await campus.fetch(url)
                #expect(!page.contains("No worker is running."))
                let metrics = try await campus.fetch(url + "metrics")
                #expect(metrics.contains("rollcall_broker_connection{state=\"blocked\"} 1"), "\(metrics)")
                let told = try await campus.rollcall("status")
                #expect(told.errors.contains("the broker takes no messages since"), "\(told.errors)")
                #expect(!told.output.contains("No worker speaks"))
                try await broker.control("set_vm_memory_high_watermark", "0.4")
                try await eventually("it is over") {
                    try await campus.fetch(url).contains("No worker is running.")
                }
                #expect(board.errors.contains("the broker takes messages again"))
                try await broker.control("set_vm_memory_high_watermark", "absolute", "1MB")
                try await eventually("the board knows again") {
                    try await campus.fetch(url).contains("The broker takes no messages")
                }
                board.signal(SIGTERM)
                #expect(try await board.ended().status == 0)
            }
        }
    }

    @Test("Two boards do not share a database; without one the commands say what to do")
    func alone() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, results: true) { campus in
            let missing = try await campus.rollcall("status")
            #expect(missing.status == 78)
            #expect(missing.errors.contains("rollcall-board makes it"))
            let (board, _) = try await campus.startBoard()
            await #expect(throws: TestSupportError.self) { _ = try await campus.startBoard() }
            // Nor by a link to it.
            let link = campus.folder.appending(path: "link.sqlite")
            try FileManager.default.createSymbolicLink(
                at: link,
                withDestinationURL: campus.folder.appending(path: "board.sqlite")
            )
            let refusal = await #expect(throws: TestSupportError.self) {
                _ = try await campus.startBoard(environment: ["ROLLCALL_BOARD_DATABASE": link.path])
            }
            #expect("\(refusal as Any)".contains("another board uses the database"), "\(refusal as Any)")
            let empty = try await campus.rollcall("status")
            #expect(empty.status == 65)
            #expect(empty.errors.contains("rollcall enroll"))
            board.signal(SIGTERM)
            #expect(try await board.ended().status == 0)
            let stopped = try await campus.rollcall("expiring", "--within", "30d")
            #expect(stopped.status == 0)
        }
    }

    /// What the board's API answers, as the commands print it: members by name, times and texts as they stand.
    private func answer(_ campus: Campus, _ address: String) async throws -> [String: Any] {
        let text = try await campus.fetch(address)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    /// The lines that a command prints, each an object.
    private func lines(_ campus: Campus, _ arguments: String...) async throws -> [NSDictionary] {
        let ended = try await campus.startRollcall(arguments + ["--json"]).ended()
        guard ended.status <= 1 else { throw TestSupportError("\(arguments): \(ended.errors)") }
        return try ended.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary, "\(line)")
        }
    }

    @Test("The commands print the objects that the API answers")
    func sameObjects() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, results: true) { campus in
            let worker = try campus.startWorker()
            let (board, url) = try await campus.startBoard()
            let jobs = try await campus.enrol("same", "--lab", "Broken", "--lab", "Late")
            _ = try await expectWhatTheEventsSay(campus, "same", jobs: jobs)
            let api = url + "api/v1/"
            func list(_ address: String, _ name: String) async throws -> [NSDictionary] {
                try #require(try await answer(campus, api + address)[name] as? [NSDictionary], "\(address)")
            }

            #expect(try await lines(campus, "status", "--all") == list("campaigns", "campaigns"))
            let reported = try await lines(campus, "report", "--state", "failed")
            #expect(reported.count == 20)
            #expect(reported == (try await list("campaigns/same/jobs?state=failed&limit=500", "jobs")))
            let story = try await answer(campus, api + "computers/D07")
            #expect(try await lines(campus, "why", "d07") == [story as NSDictionary])
            let ending = try await lines(campus, "expiring", "--within", "400d")
            #expect(ending.count > 20)
            #expect(ending == (try await list("licences/expiring?within=400d&limit=500", "licences")))

            let status = try #require(try await lines(campus, "status").first)
            let detail = try await answer(campus, api + "campaigns/same")
            for name in ["campaign", "selection"] {
                #expect(status[name] as? NSDictionary == detail[name] as? NSDictionary, "\(name)")
            }
            #expect(status["labs"] as? [NSDictionary] == (try await list("campaigns/same/labs", "labs")))
            #expect(status["problems"] as? [NSDictionary] == (try await list("campaigns/same/problems", "problems")))
            // These move on between two looks.
            #expect(keys(status["pace"]) == keys(detail["pace"]))
            let workers = try await list("workers?since=1m", "workers")
            #expect(keys((status["workers"] as? [Any])?.first) == keys(workers.first))
            #expect(keys(status) == Set(detail.keys).union(["labs", "problems", "workers", "board"]))
            for program in [board, worker] {
                program.signal(SIGTERM)
                #expect(try await program.ended().status == 0)
            }
        }
    }

    private func keys(_ object: Any?) -> Set<String>? { (object as? [String: Any]).map { Set($0.keys) } }

    @Test("report, why and expiring tell of single computers")
    func commands() async throws {
        try await Campus.withRunning(computers: BoardTests.lab, results: true) { campus in
            let worker = try campus.startWorker()
            let (board, _) = try await campus.startBoard()
            let jobs = try await campus.enrol("tell", "--lab", "Broken", "--lab", "Late")
            _ = try await expectWhatTheEventsSay(campus, "tell", jobs: jobs)

            let file = campus.folder.appending(path: "failed.csv")
            let arguments = ["report", "--campaign", "tell", "--state", "failed", "--csv"]
            _ = try await campus.startRollcall(arguments, output: file.path).ended()
            let bytes = try Data(contentsOf: file)
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]), "spreadsheets know UTF-8 by it")
            let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            #expect(rows.count == 21)
            #expect(rows.dropFirst().allSatisfy { $0.contains("0xC004F050") })
            let why = try await campus.rollcall("why", "d07", "--language", "en")
            #expect(why.status == 0)
            #expect(why.output.contains("0xC004F06C (behind 0xC004F074)"), "\(why.output)")
            #expect(why.output.contains("attempt 2"))
            let chinese = try await campus.rollcall("why", "d07", "--language", "zh-Hant")
            #expect(chinese.output.contains("第 2 次"))
            let unknown = try await campus.rollcall("why", "d0")
            #expect(unknown.status == 65)
            #expect(unknown.errors.contains("near it are"))
            let some = try await campus.rollcall("expiring", "--within", "400d", "--json")
            #expect(some.status == 1)
            // Those that failed are in a grace period, which ends too.
            let licences = some.output.split(separator: "\n")
            #expect(licences.count { $0.contains("\"licensed\"") } == 20)
            #expect(try await campus.rollcall("expiring", "--within", "1d").status == 0)
            board.signal(SIGTERM)
            _ = try await board.ended()
            worker.signal(SIGTERM)
            _ = try await worker.ended()
        }
    }
}
