import ActivationDomain
import ActivationPipeline
import Foundation
import Synchronization

/// Draws a campaign: in place on a terminal, else a line every few seconds.
final class WatchView: Sendable {
    private let catalogue: ErrorCatalogue
    private let words: WatchWords
    private let language: Language
    private let isQuiet: Bool
    private let drawn = Mutex((lines: 0, lastLine: Duration.seconds(-60)))
    private let passedOver = Mutex(PassedOver())

    init(catalogue: ErrorCatalogue, language: Language, isQuiet: Bool) {
        self.catalogue = catalogue
        self.language = language
        self.isQuiet = isQuiet
        words = WatchWords(language)
    }

    /// Shows how it stands.
    func draw(_ snapshot: WatchModel.Snapshot) {
        if isQuiet || !Console.isTerminal,
            let sentence = passedOver.withLock({ $0.news(snapshot.passedOver, at: snapshot.elapsed) })
        {
            Console.complain(sentence)
        }
        guard !isQuiet else { return }
        if Console.isTerminal {
            var lines = [bar(snapshot), counts(snapshot)]
            // Between the lines that are drawn anew another would be lost.
            if snapshot.passedOver > 0 { lines.append(Style.yellow(PassedOver.sentence(snapshot.passedOver))) }
            replace(with: lines + groups(CodeGroup.groups(of: snapshot.codes), most: 8, advice: false))
        } else {
            let isDue = drawn.withLock { drawn in
                guard snapshot.elapsed - drawn.lastLine >= .seconds(5) else { return false }
                drawn.lastLine = snapshot.elapsed
                return true
            }
            if isDue { Console.line(bar(snapshot) + "  " + counts(snapshot)) }
        }
    }

    /// Shows how it ended.
    func finish(_ snapshot: WatchModel.Snapshot, _ progress: CampaignProgress) {
        replace(with: [])
        Console.line(bar(snapshot))
        Console.line(counts(snapshot))
        for line in groups(CodeGroup.groups(of: progress), most: 100, advice: true) { Console.line(line) }
        Console.line()
        let summary = words.summary(
            ended: progress.ended,
            activated: progress.activated,
            attempts: progress.attempts,
            elapsed: snapshot.elapsed
        )
        Console.line(progress.activated == progress.total ? Style.green(summary) : Style.bold(summary))
    }

    // MARK: Parts

    private func bar(_ snapshot: WatchModel.Snapshot) -> String {
        guard snapshot.total > 0 else { return words.waiting(snapshot.campaign.visible) }
        let share = Double(snapshot.ended) / Double(snapshot.total)
        let width = 32
        let full = Int(share * Double(width))
        let bar =
            Style.green(String(repeating: "█", count: full)) + Style.dim(String(repeating: "░", count: width - full))
        let rate = snapshot.rate.map { String(format: "  %.1f/s", $0) } ?? ""
        return "\(bar) \(Int(share * 100)) %  \(snapshot.ended)/\(snapshot.total)\(rate)"
    }

    private func counts(_ snapshot: WatchModel.Snapshot) -> String {
        ActivationState.allCases.compactMap { state in
            let count = snapshot.counts[state] ?? 0
            guard count > 0 else { return nil }
            let text = "\(count) \(words.state(state))"
            switch state {
            case .activated: return Style.green(text)
            case .failed, .refused: return Style.red(text)
            case .deferred, .parked, .expired: return Style.yellow(text)
            default: return text
            }
        }.joined(separator: ", ")
    }

    /// Jobs that wait or have ended without success, grouped by the code that decides.
    private func groups(_ groups: [CodeGroup], most: Int, advice: Bool) -> [String] {
        var lines: [String] = groups.isEmpty ? [] : [""]
        for group in groups.prefix(most) {
            let entry = catalogue.entry(group.code)
            let state =
                group.count.ended > 0
                ? Style.red(words.needsYou(group.count.ended)) : Style.yellow(words.waits(group.count.waiting))
            lines.append("\(Style.bold(group.code.text.visible))  \(state)  \(entry.title[language])")
            guard advice, group.count.ended > 0 else { continue }
            lines.append(
                "    "
                    + Style.dim(
                        group.computers.prefix(6).map(\.visible).joined(separator: ", ")
                            + (group.computers.count > 6 ? " … (\(group.computers.count))" : "")
                    )
            )
            for line in entry.advice[language].wrapped(at: max(Console.width - 4, 40)) { lines.append("    " + line) }
        }
        return lines
    }

    private func replace(with lines: [String]) {
        guard Console.isTerminal else { return }
        drawn.withLock { drawn in
            let up = drawn.lines > 0 ? "\u{1B}[\(drawn.lines)A" : ""
            // A line that wraps would take two rows, and the next drawing would begin a row too low.
            let width = Console.width
            Console.write("\r\(up)\u{1B}[J" + lines.map { $0.cut(toColumns: width - 1) + "\n" }.joined())
            drawn.lines = lines.count
        }
    }
}
