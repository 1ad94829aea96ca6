import ActivationDomain
import WorkerSupport

/// A table of licences on the terminal.
enum LicenceView {
    static func write(_ rows: [LicenceRow], in language: Language) {
        let lines = LicenceTable.lines(rows, in: language, style: { style($0)($1) })
        for (index, line) in lines.enumerated() {
            let line = Console.isTerminal ? line.cut(toColumns: Console.width) : line
            Console.line(index == 0 ? Style.dim(line) : line)
        }
        Console.line()
        Console.line(Style.bold(LicenceTable.summary(rows)))
    }

    private static func style(_ verdict: LicenceRow.Verdict) -> Style {
        switch verdict {
        case .licensed: .green
        case .notLicensed: .yellow
        case .notRead: .red
        }
    }
}
