import ArgumentParser
import Foundation

/// The chaos harness: does to a running campaign what can happen to it, and counts what came of that.
@main
struct RollcallChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-chaos",
        abstract: "Runs campaigns under faults and prints a row of counts for each; scripts/chaos runs it.",
        discussion: "Exit codes: 0 every row keeps the rules; 1 a row breaks one; 64 wrong usage."
    )

    @Option(name: .customLong("scenario"), help: "Run only this scenario; may be given again.")
    var names: [String] = []
    @Option(help: "Seed of what happens by chance: the same seed, the same choices.")
    var seed: UInt64 = 1
    @Flag(help: "Run a few scenarios at small size, in under three minutes.")
    var short = false
    @Flag(help: "Print one JSON object for each row instead of the table.")
    var json = false
    @Flag(help: "List the scenarios and run none.")
    var list = false

    mutating func validate() throws {
        for name in names where !Scenario.all.contains(where: { $0.name == name }) {
            throw ValidationError("no scenario is called \"\(name)\"; --list names them.")
        }
    }

    func run() async throws {
        let chosen = Scenario.all.filter { scenario in
            guard names.isEmpty else { return names.contains(scenario.name) }
            return list || (short ? scenario.isShort : !scenario.isNamedOnly)
        }
        if list {
            for scenario in chosen { print(scenario.name.padded(to: 31) + scenario.summary) }
            return
        }
        if !json { line("seed \(seed)\n\(Table.header)") }
        let runner = Runner(seed: seed, isShort: short)
        var broken = 0
        for scenario in chosen {
            let row = await runner.run(scenario)
            if !row.broken.isEmpty { broken += 1 }
            line(json ? try encoded(row) : Table.text(row))
        }
        if !json {
            line(
                "\n\(Table.legend)\n\n\(chosen.count) scenarios, \(broken == 0 ? "all keep" : "\(broken) break") the rules."
            )
        }
        if broken > 0 { throw ExitCode(1) }
    }

    private func encoded(_ row: Row) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(row), as: UTF8.self)
    }

    /// Prints at once, also into a pipe.
    private func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}

extension String {
    /// The text with blanks behind it up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
