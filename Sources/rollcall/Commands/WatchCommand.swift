import AMQPClient
import ActivationDomain
import ActivationPipeline
import ArgumentParser
import Foundation
import WorkerSupport

/// `rollcall watch`.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows a campaign live, and ends when all its jobs have.",
        discussion: """
            Reads the status stream, so it can be started at any time, and as often as you like. Where a job was enrolled \
            again with a higher --round, the newest round counts.

            Examples:
              rollcall watch --campaign 2026-autumn
              rollcall watch --campaign 2026-autumn --language zh-Hant
              rollcall watch --campaign 2026-autumn --json > summary.json
              rollcall watch --campaign imaging-17 --expect 60   # another program's jobs

            Exit codes: 0 every job ended as activated; 1 all ended, but not all activated; 64 wrong usage; \
            69 the broker cannot be reached or was lost; 74 the output cannot be written; 77 not permitted; 78 bad settings.
            """
    )

    @OptionGroup var common: CommonOptions
    @Option(help: "The campaign to watch.")
    var campaign: String
    @Option(help: "How many jobs the campaign has, when no enrolment has told.")
    var expect: Int?
    @Option(help: "Read the stream from here: first, or an age such as 7D or 12h.")
    var since = "first"
    @Option(help: "en or zh-Hant. Default: by LANG.")
    var language: Language = .ofEnvironment
    @Option(help: "Write how each job ended to this file, one JSON object a line.")
    var ends: String?
    @Flag(help: "Print only the summary, as JSON.")
    var json = false

    func validate() throws {
        if let expect, expect < 1 { throw ValidationError("--expect must be at least 1.") }
        guard StreamOffset(since) != nil else {
            throw ValidationError("--since must be first, or an age of at most 100 years such as 7D or 12h.")
        }
    }

    func run() async throws {
        try await Console.reportingFailures {
            let installation = try common.installation()
            let catalogue = try installation.errorCatalogue()
            let endsFile = try ends.map { path throws(ProgramFailure) in try EndsFile(path) }
            let connection = try await installation.connectLastingly(
                "rollcall watch \(campaign)",
                patience: .seconds(5)
            )
            let reader = try await StatusReader(over: connection, names: installation.names, offset: since)
            let model = WatchModel(CampaignProgress(campaign: campaign, expected: expect))
            let view = WatchView(catalogue: catalogue, language: language, isQuiet: json)
            try await tellingOutages(of: connection) { try await follow(reader, model, view) }
            await connection.close()
            let progress = model.progress
            json ? JSONOutput.write(CampaignSummary(progress, catalogue)) : view.finish(model.snapshot, progress)
            if model.passedOver > 0 { Console.complain(PassedOver.sentence(model.passedOver)) }
            try endsFile?.write(progress)
            try await warnOfDeadMessages(installation)
            if progress.activated < progress.total { throw ExitCode(1) }
        }
    }

    /// Reads and draws until every job has ended and the stream has been silent for a moment: a campaign of several
    /// rounds is complete more than once while its history is read.
    private func follow(_ reader: StatusReader, _ model: WatchModel, _ view: WatchView) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await reader.forEach(passingOver: model.passOver) { event in
                    model.apply(event)
                    return true
                }
            }
            group.addTask {
                while !model.snapshot.isSettled {
                    view.draw(model.snapshot)
                    // Whoever cannot read it waits in vain.
                    if let failure = StandardOutput.failure { throw failure }
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            // The first to end is the drawing, or the reading because the connection broke.
            try await group.next()
            group.cancelAll()
        }
    }

    private func warnOfDeadMessages(_ installation: Installation) async throws {
        guard !json else { return }
        let connection = try await installation.connect("rollcall watch")
        for name in [installation.names.deadQueue, installation.names.unrouted] {
            let count = try await messageCount(name, connection)
            if count > 0 { Console.line(Style.yellow("\(count) messages lie in \(name); their headers say why.")) }
        }
        await connection.close()
    }

    /// How many messages lie in a queue; 0 where it may not be looked at: from RabbitMQ 4.3 on a look needs a right that the
    /// dashboard's user has not, and `topology verify` has.
    private func messageCount(_ queue: String, _ connection: AMQPConnection) async throws -> Int {
        do {
            // A refusal closes the channel.
            return try await connection.openChannel().declare(AMQPQueue(queue), passive: true).messageCount
        } catch {
            guard error.replyCode == 403 else { throw error }
            return 0
        }
    }
}
