import ActivationDomain
import ArgumentParser
import Foundation
import Transcripts
import WorkerSupport

/// `rollcall explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says what an error code, or what a licensing script has printed, means and what to do about it.",
        discussion: """
            Examples:
              rollcall explain 0xC004F074
              rollcall explain 0xC004F038 --language zh-Hant
              rollcall explain --json 0x80070005
              rollcall explain --transcript window.txt

            A transcript is what slmgr.vbs, ospp.vbs or wevtutil (event 12288) print, in any language and code page, such \
            as the saved window of a batch file. It is read by codes and structure.

            Exit codes: 0 known, or all in the transcript is in order; 1 not all is, or it does not tell; 64 that is no \
            code; 65 the catalogue does not list it, or the file cannot be read or holds no transcript.
            """
    )

    @OptionGroup var common: CommonOptions
    @Argument(help: "A code such as 0xC004F074 or ROLLCALL_CONNECT_TIMEOUT, or its symbol.")
    var code: String?
    @Option(help: "A file with what a script has printed; - reads standard input.")
    var transcript: String?
    @Option(help: "en or zh-Hant. Default: by LANG.")
    var language: Language = .ofEnvironment
    @Flag(help: "Print the entry, or what the transcript says, as JSON.")
    var json = false

    func validate() throws {
        guard (code == nil) != (transcript == nil) else {
            throw ValidationError("Give either a code or --transcript FILE.")
        }
    }

    func run() async throws {
        try await Console.reportingFailures {
            if let transcript { return try explainTranscript(transcript) }
            let code = code ?? ""
            let catalogue = try common.installation().errorCatalogue()
            guard let entry = catalogue.find(code) else {
                guard ErrorCode(code) != nil else {
                    throw ProgramFailure(
                        .usage,
                        "\"\(code)\" is no code: write 0x and eight digits, such as 0xC004F074"
                    )
                }
                throw ProgramFailure(
                    .data,
                    "the catalogue does not list \(code); a worker tries such a code a few times, then the job fails"
                )
            }
            json ? JSONOutput.write(EntryReport(entry)) : printText(entry)
        }
    }

    private func explainTranscript(_ path: String) throws {
        let installation = try common.installation()
        let (errors, products) = (try installation.errorCatalogue(), try installation.productCatalogue())
        let bytes: [UInt8]
        do {
            bytes = try TextFile.readAnything(path)
        } catch {
            throw ProgramFailure(.data, "the transcript \(error)")
        }
        let transcript = TranscriptReader.read(bytes: bytes)
        guard transcript.isRecognized else {
            throw ProgramFailure(
                .data,
                "nothing in \(path == "-" ? "standard input" : path) can be told to be of slmgr.vbs, ospp.vbs or event 12288"
            )
        }
        let report = TranscriptReport(transcript, errors: errors, products: products)
        json ? JSONOutput.write(report) : TranscriptView.print(report, language)
        if report.verdict != .good { throw ExitCode(1) }
    }

    private func printText(_ entry: ErrorCatalogue.Entry) {
        let isEnglish = language == .english
        Console.line(Style.bold([entry.code?.text, entry.symbol].compactMap { $0 }.joined(separator: "  ")))
        Console.line(entry.title[language])
        Console.line()
        Console.line(entry.advice[language])
        Console.line()
        let attempts = entry.policy.attempts
        let retry = entry.policy.backoff.map { backoff in
            isEnglish
                ? "up to \(attempts) attempts, the first wait \(backoff.first.words), the longest \(backoff.most.words)"
                : "最多嘗試 \(attempts) 次，首次等待 \(backoff.first.words)，最長 \(backoff.most.words)"
        }
        Console.line(
            Style.dim(
                isEnglish
                    ? "class \(entry.errorClass.rawValue); \(attempts == 1 ? "tried once" : retry ?? "")"
                    : "類別 \(entry.errorClass.rawValue)；\(attempts == 1 ? "只嘗試一次" : retry ?? "")"
            )
        )
    }
}

/// An entry of the catalogue for scripts.
private struct EntryReport: Encodable {
    var code, symbol: String?
    var `class`: String
    var attempts: Int
    var firstWaitSeconds, longestWaitSeconds: Double?
    var title, advice: [String: String]

    init(_ entry: ErrorCatalogue.Entry) {
        code = entry.code?.text
        symbol = entry.symbol
        `class` = entry.errorClass.rawValue
        attempts = entry.policy.attempts
        firstWaitSeconds = attempts == 1 ? nil : entry.policy.backoff.map { $0.first / .seconds(1) }
        longestWaitSeconds = attempts == 1 ? nil : entry.policy.backoff.map { $0.most / .seconds(1) }
        title = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.title[$0]) })
        advice = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.advice[$0]) })
    }
}

extension Language: ExpressibleByArgument {
    /// The language that LC_ALL, LC_MESSAGES or LANG asks for.
    static var ofEnvironment: Language {
        let environment = ProcessInfo.processInfo.environment
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return ["zh_TW", "zh_HK", "zh_MO", "zh_Hant"].contains { name.hasPrefix($0) } ? .traditionalChinese : .english
    }
}

extension Duration {
    /// The duration in its largest whole unit, such as `2h`.
    var words: String {
        let seconds = Int(self / .seconds(1))
        for (size, unit) in [(86_400, "d"), (3600, "h"), (60, "m")] where seconds >= size && seconds % size == 0 {
            return "\(seconds / size)\(unit)"
        }
        return "\(seconds)s"
    }
}
