internal import AMQPClient
internal import ActivationPipeline
package import Foundation

/// What came of a campaign.
extension Campus {
    /// Waits until the campaign's jobs have ended, by the status stream as a reader in Python sees it.
    ///
    /// - Returns: the events, and the file that holds them.
    package func events(of campaign: String, jobs: Int, within seconds: Int = 90) async throws -> ([Event], URL) {
        let text = try await peer(
            "read_events.py",
            "--url",
            try users.url(.dashboard),
            "--prefix",
            prefix,
            "--mode",
            "stream",
            "--campaign",
            campaign,
            "--jobs",
            "\(jobs)",
            "--timeout",
            "\(seconds)",
            "--linger",
            "1",
            limit: .seconds(seconds + 20)
        )
        let file = folder.appending(path: "\(campaign).events.jsonl")
        try text.write(to: file, atomically: true, encoding: .utf8)
        // The campaign's own notices are among them.
        let lines = text.split(separator: "\n").filter { $0.contains("rollcall.activation.") }
        return (try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }, file)
    }

    /// What the judge in Python says of a campaign's events, the lab's ledger and, if asked, the scenario.
    package func judge(_ events: URL, againstScenario: Bool = false) async throws -> Judgement {
        var arguments = ["--events", events.path, "--ledger", ledgerFile.path]
        if againstScenario { arguments += ["--expected", expectedFile.path] }
        let ended = try await startPeer("judge.py", arguments).ended()
        guard let judgement = try? JSONDecoder().decode(Judgement.self, from: Data(ended.output.utf8)) else {
            throw TestSupportError("judge.py: \(ended.errors)\(ended.output)")
        }
        return judgement
    }

    /// What was asked of the lab's computers.
    package var ledger: [LedgerEntry] {
        get throws {
            let text = (try? String(contentsOf: ledgerFile, encoding: .utf8)) ?? ""
            // The last line may not be whole yet.
            return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
                try JSONDecoder().decode(LedgerEntry.self, from: Data($0.utf8))
            }
        }
    }

    /// How many messages wait in each queue of the campus.
    package func messageCounts(results: Bool = false) async throws -> [String: Int] {
        let connection = try await AMQPConnection.connect(try AMQPConfiguration(uri: brokerURL))
        let found = try await Topology(names: names, results: results).verify(over: connection)
        await connection.close()
        return Dictionary(uniqueKeysWithValues: found.queues.map { ($0.name, $0.messageCount) })
    }

    /// Deletes the status stream and declares it anew, as an administrator might; with a limit in bytes it drops what is
    /// older, two segments being left at least.
    package func declareStreamAnew(keeping limit: Int? = nil) async throws {
        let connection = try await AMQPConnection.connect(try AMQPConfiguration(uri: brokerURL))
        try await connection.openChannel().deleteQueue(names.statusLog)
        if let limit {
            var stream = AMQPQueue(names.statusLog)
            stream.arguments = [
                "x-queue-type": "stream", "x-max-length-bytes": .integer(Int64(limit)),
                "x-stream-max-segment-size-bytes": .integer(Int64(limit / 2)),
            ]
            let channel = try await connection.openChannel()
            try await channel.declare(stream)
            try await channel.bind(AMQPBinding(from: names.status, to: .queue(names.statusLog), key: "#"))
        } else {
            try await Topology(names: names, results: true).apply(on: connection.openChannel())
        }
        await connection.close()
    }
}
