import Foundation
import TestSupport
import Testing

/// A real board and real workers after a campaign: what others' tools say of the API and of the metrics.
@Suite(.timeLimit(.minutes(8)))
struct BoardAPITests {
    private static let lab = """
          - { name: "A{1...20}", address: "127.68.0.{1...20}", site: main, lab: A, products: [windows, office-2021] }
          - { name: "B{1...6}", address: "127.68.1.{1...6}", site: north, lab: B, products: windows, activate: "0xC004F035", expect: failed }
          - { name: 教室1, address: 127.68.2.1, site: north, lab: CJK, products: windows }
        """

    /// Runs a campaign to its end, with a worker that goes on to run and a board that has read all of it.
    ///
    /// The board asks for `user` where one is named (`name:password`).
    private func afterCampaign(
        user: String? = nil,
        _ body: (Campus, _ board: String, _ worker: String) async throws -> Void
    ) async throws {
        try await Campus.withRunning(computers: BoardAPITests.lab) { campus in
            let port = Campus.anyPort()
            _ = try campus.startWorker(environment: ["ROLLCALL_WORKER_METRICS": String(port)])
            let jobs = try await campus.enrol("2026-autumn")
            let watch = try await campus.rollcall("watch", "--campaign", "2026-autumn", "--json", limit: .seconds(120))
            #expect([0, 1].contains(watch.status), "\(watch.errors)")
            var environment: [String: String] = [:]
            if let user { environment["ROLLCALL_BOARD_USERS_FILE"] = try await makeUser(user, of: campus) }
            let (program, url) = try await campus.startBoard(environment: environment)
            let board = String(url.dropLast())
            try await eventually("the board has read the campaign") {
                let text = try await campus.fetch(board + "/api/v1/campaigns", user: user)
                struct Answer: Decodable {
                    struct Campaign: Decodable {
                        var isComplete: Bool
                        var total: Int
                    }
                    var campaigns: [Campaign]
                }
                let campaign = try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).campaigns.first
                return campaign?.isComplete == true && campaign?.total == jobs
            }
            try await body(campus, board, "http://127.0.0.1:\(port)/metrics")
            #expect(program.isRunning)
        }
    }

    /// Makes a users file with one user who may look.
    private func makeUser(_ user: String, of campus: Campus) async throws -> String {
        let file = campus.folder.appending(path: "users").path
        let parts = user.split(separator: ":", maxSplits: 1).map(String.init)
        let program = try TestEnvironment.required("ROLLCALL_TEST_BIN") + "/rollcall-board"
        let line = "printf '%s\\n' \"$1\" | \"$0\" user add \"$2\" --role viewer --config \"$3\""
        try await Program(
            "/bin/sh",
            ["-c", line, program, parts.last ?? "", parts.first ?? "", campus.settings.path],
            environment: Campus.environment.merging(["ROLLCALL_BOARD_USERS_FILE": file]) { $1 },
            folder: campus.folder.path
        ).succeeded()
        return file
    }

    @Test(
        "schemathesis finds no server error and no answer outside the document, also where one must say who one is",
        arguments: [nil, "reader:a-long-pass-phrase-9"]
    )
    func schemathesis(user: String?) async throws {
        try await afterCampaign(user: user) { campus, board, _ in
            let names = ["--campaign", "2026-autumn", "--computer", "A1", "--computer", "b3", "--computer", "教室1"]
            let words = ["--url", board] + names + (user.map { ["--user", $0] } ?? [])
            let said = try await campus.startPeer("try_api.py", words).succeeded(within: .seconds(300))
            #expect(said.contains("No issues found"), "\(said)")
        }
    }

    @Test("promtool takes the metrics of board and worker, and dashboard and rules name none that is not there")
    func metrics() async throws {
        try await afterCampaign { campus, board, worker in
            let boardText = try await campus.fetch(board + "/metrics")
            let workerText = try await campus.fetch(worker)
            try await Promtool.check(metrics: boardText)
            try await Promtool.check(metrics: workerText)
            #expect(
                workerText.contains("rollcall_jobs_total{state=\"activated\",error_code=\"\"} 41\n"),
                "\(workerText)"
            )
            #expect(workerText.contains("rollcall_job_duration_seconds_bucket{le=\"120\"}"))
            #expect(workerText.contains("rollcall_slots 50\n"))
            #expect(workerText.contains("rollcall_connection_blocked{connection=\"events\"} 0\n"))
            #expect(!workerText.contains("127.68."), "no label names a computer")
            #expect(
                boardText.contains("rollcall_campaign_jobs{campaign=\"2026-autumn\",state=\"activated\"} 41\n"),
                "\(boardText)"
            )

            let there = names(in: boardText).union(names(in: workerText))
            let root = URL(filePath: try TestEnvironment.root())
            for file in ["config/grafana/rollcall.json", "config/prometheus/rollcall.rules.yaml"] {
                let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
                let named = Set(text.matches(of: /\b(rollcall|process)_[a-z0-9_]+/).map { String($0.0) })
                #expect(named.count > 10, "\(file) names metrics")
                #expect(named.subtracting(there).isEmpty, "\(file) names what is not there")
            }
        }
    }

    @Test("promtool takes the alert rules, and their own tests pass")
    func rules() async throws {
        let folder = try TestEnvironment.root() + "/config/prometheus"
        try await Promtool.run("check", "rules", folder + "/rollcall.rules.yaml")
        try await Promtool.run("test", "rules", folder + "/rollcall.rules.test.yaml")
        try await Promtool.run("check", "config", "--syntax-only", folder + "/scrape.yaml")
    }

    /// The names of samples.
    private func names(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
                String($0.prefix { $0 != "{" && $0 != " " })
            }
        )
    }
}
