import ActivationDomain
import ArgumentParser
import BoardProjection
import WorkerSupport

/// The options of the commands that read the status board's database.
struct BoardOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @Option(help: "The board's database. Default: board.database of the settings.")
    var database: String?
    @Option(help: "en or zh-Hant. Default: by LANG.")
    var language: Language = .ofEnvironment

    var words: BoardWords { BoardWords(language) }

    /// Opens the database; how old it is goes to standard error where that matters.
    func open() async throws -> BoardReader {
        let path = try database ?? common.installation().settings.board.database
        do {
            let reader = try BoardReader(path: path)
            let vitals = try await reader.vitals()
            if let sentence = BoardAge.sentence(vitals, now: .now) { Console.complain("rollcall: " + sentence) }
            return reader
        } catch let error as BoardDatabaseError {
            throw ProgramFailure(.settings, error.description)
        }
    }

    /// The campaign that is asked for, else the one that was last heard of.
    func campaign(_ name: String?, in reader: BoardReader) async throws -> CampaignFacts {
        let campaigns = try await reader.campaigns()
        guard let name else {
            guard let newest = campaigns.first else {
                throw ProgramFailure(.data, "the board knows no campaign yet; begin one with \"rollcall enroll\"")
            }
            return newest
        }
        guard let found = campaigns.first(where: { $0.name == name }) else {
            let known = campaigns.prefix(5).map(\.name).joined(separator: ", ")
            throw ProgramFailure(
                .data,
                "the board knows no campaign \(name)" + (known.isEmpty ? "" : "; the last ones are \(known)")
            )
        }
        return found
    }
}

/// Says when what the database holds is not the present.
enum BoardAge {
    static func sentence(_ vitals: BoardVitals?, now: Timestamp) -> String? {
        guard let vitals else { return "the board has not run on this database yet" }
        if vitals.isOld(now: now) {
            return "the board does not run, or cannot write (its log says so); this is how it stood at "
                + vitals.writtenAt.toTheSecond
        }
        if vitals.broker == "blocked" {
            return
                "the broker takes no messages since \(vitals.brokerSince.toTheSecond) (\(vitals.brokerDetail)): workers "
                + "are held up, and are not heard"
        }
        if vitals.broker != "connected" {
            return
                "the board has no broker since \(vitals.brokerSince.toTheSecond) (\(vitals.brokerDetail)); newer events are missing"
        }
        return vitals.isCaughtUp ? nil : "the board is still reading the stream; newer events are missing"
    }
}
