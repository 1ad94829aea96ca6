package import ActivationDomain

/// A transcript beside the catalogues: what each item means and what to do about it.
package struct TranscriptReport: Sendable {
    /// One item with what the catalogue says of it.
    package struct Line: Sendable {
        package var item: Transcript.Item
        /// The key of the product catalogue.
        package var product: String?
        /// What the advice is for: the inner code where one is known; nil where nothing is to be done.
        package var entry: ErrorCatalogue.Entry?
    }

    /// What it comes to altogether.
    package enum Verdict: String, Sendable {
        /// Each client of a KMS host is licensed, or was activated as the script says.
        case good
        /// One is not, or the transcript does not tell.
        case notAll = "not-all"
        /// Nothing in it was for a KMS host to activate.
        case nothing
    }

    package let lines: [Line]
    package let verdict: Verdict
    package let isCutOff: Bool
    package let scriptHost: Transcript.ScriptHost

    /// Looks up a transcript.
    package init(_ transcript: Transcript, errors: ErrorCatalogue, products: ProductCatalogue) {
        let items = TranscriptReport.withCauses(transcript.items) { errors.entry($0).isWrapper }
        lines = items.map { item in
            Line(
                item: item,
                product: item.name.flatMap { TranscriptReport.product(of: $0, products) },
                entry: TranscriptReport.code(of: item).map(errors.entry)
            )
        }
        verdict = TranscriptReport.verdict(of: items, isCutOff: transcript.isCutOff)
        isCutOff = transcript.isCutOff
        scriptHost = transcript.scriptHost
    }

    /// Gives failures that only say that every host failed the cause from the event behind them, or else before them.
    private static func withCauses(
        _ items: [Transcript.Item],
        isWrapper: (ErrorCode) -> Bool
    ) -> [Transcript.Item] {
        var items = items
        let events = items.enumerated().filter { $0.element.source == .event12288 && $0.element.innerCode != nil }
        guard !events.isEmpty else { return items }
        // The first of them behind the item.
        var next = 0
        for index in items.indices where items[index].source == .slmgr || items[index].source == .ospp {
            let item = items[index]
            guard item.result == .failed, item.innerCode == nil, let code = item.code, isWrapper(code) else { continue }
            func isOfItem(_ event: Transcript.Item) -> Bool {
                event.computer == item.computer && (event.sku == nil || item.sku == nil || event.sku == item.sku)
            }
            while next < events.count, events[next].offset < index { next += 1 }
            let event =
                events[next...].first { isOfItem($0.element) } ?? events[..<next].last { isOfItem($0.element) }
            items[index].innerCode = event?.element.innerCode
        }
        return items
    }

    private static func product(of name: String, _ products: ProductCatalogue) -> String? {
        products.keys.first { key in
            guard let product = products[key] else { return false }
            return product.namePrefixes.isEmpty
                ? name.hasPrefix("Windows") : product.namePrefixes.contains { name.hasPrefix($0) }
        }
    }

    /// The code whose entry has the advice.
    private static func code(of item: Transcript.Item) -> ErrorCode? {
        switch item.result {
        case .notOurs, .nothingToDo, .settingMade: nil
        // On this way the code is of the computer, where in an event it would be of the KMS host.
        case .unreachable where item.code == ErrorCode(hresult: 0x8007_06BA): .connectTimeout
        case .failed where item.code == nil && item.source == .ospp: .noKMSEdition
        default: item.innerCode ?? item.code
        }
    }
}
