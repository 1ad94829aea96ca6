import ActivationDomain
import Transcripts

/// Prints what a transcript says, for a person.
enum TranscriptView {
    static func print(_ report: TranscriptReport, _ language: Language) {
        var isFirst = true
        for paragraph in report.paragraphs(in: language) {
            switch paragraph {
            case .heading(let text):
                if !isFirst { Console.line() }
                Console.line(Style.bold(text))
            case .state(let text): Console.line("  " + text)
            case .code(let text): Console.line("  " + Style.yellow(text))
            case .advice(let text):
                for line in text.wrapped(at: max(Console.width - 4, 40)) { Console.line("    " + line) }
            case .closing(let text):
                if !isFirst { Console.line() }
                Console.line(text)
            }
            isFirst = false
        }
    }
}
