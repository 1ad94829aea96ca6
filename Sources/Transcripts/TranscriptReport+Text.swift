package import ActivationDomain

extension TranscriptReport {
    /// A paragraph of the report, to be set as the terminal allows.
    package enum Paragraph: Sendable, Hashable {
        /// A product's name, or what printed the item.
        case heading(String)
        /// How it stands.
        case state(String)
        /// A code and its title.
        case code(String)
        case advice(String)
        case closing(String)

        /// The text alone.
        package var text: String {
            switch self {
            case .heading(let text), .state(let text), .code(let text), .advice(let text), .closing(let text): text
            }
        }
    }

    /// The report for a person.
    package func paragraphs(in language: Language) -> [Paragraph] {
        let words = TranscriptWords(language)
        var paragraphs = lines.flatMap { TranscriptReport.paragraphs(of: $0, words, language) }
        if isCutOff { paragraphs.append(.closing(words.cutOff)) }
        let obstacles = lines.map(\.item).filter { $0.scriptHost != nil }
        for item in obstacles {
            guard let sentence = item.scriptHost.flatMap(words.scriptHost) else { continue }
            let paragraph = Paragraph.closing((item.computer.map { "\($0): " } ?? "") + sentence)
            if !paragraphs.contains(paragraph) { paragraphs.append(paragraph) }
        }
        if obstacles.isEmpty, let sentence = words.scriptHost(scriptHost) { paragraphs.append(.closing(sentence)) }
        if !lines.isEmpty { paragraphs.append(.closing(words.verdict(verdict))) }
        return paragraphs
    }

    private static func paragraphs(
        of line: Line,
        _ words: TranscriptWords,
        _ language: Language
    ) -> [Paragraph] {
        let item = line.item
        let product = line.product.map { " [\($0)]" } ?? ""
        let name = item.name ?? item.sku ?? ""
        let computer = item.computer.map { "\($0): " } ?? ""
        let heading =
            computer + (name.isEmpty ? words.source(item.source) : "\(words.source(item.source)): \(name)") + product
        var state = [words.result(item.result)]
        if let status = item.status, item.result != .licensed { state.append(words.status(status)) }
        if let minutes = item.minutesRemaining { state.append(words.minutes(minutes, days: item.daysRemaining)) }
        if let host = item.kmsHost { state.append(words.host(host)) }
        var paragraphs: [Paragraph] = [.heading(heading), .state(state.joined(separator: ", "))]
        if let code = item.code {
            let codes = code.text + (item.innerCode.map { " (\(words.inner($0)))" } ?? "")
            paragraphs.append(.code(codes + (line.entry.map { ": \($0.title[language])" } ?? "")))
        } else if let entry = line.entry {
            paragraphs.append(.code(entry.title[language]))
        }
        if let advice = line.entry?.advice[language] ?? words.advice(item) { paragraphs.append(.advice(advice)) }
        return paragraphs
    }
}
