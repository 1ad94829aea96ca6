extension TranscriptReport {
    /// What the items come to, where no later one has overtaken them.
    static func verdict(of items: [Transcript.Item], isCutOff: Bool) -> Verdict {
        let deciding = final(items).filter { $0.result != .notOurs && $0.result != .nothingToDo }
        let scripts = deciding.filter { !$0.source.isEvent }
        // What an event does not tell matters only where nothing else speaks.
        let told = scripts.isEmpty ? deciding : deciding.filter { !$0.source.isEvent || $0.result != .unknown }
        guard !told.isEmpty else { return isCutOff ? .notAll : .nothing }
        // A setting shows no licence, and an event beside it none of today.
        let isShown = (scripts.isEmpty ? told : scripts).contains(where: isGood)
        let isWell = told.allSatisfy { isGood($0) || $0.result == .settingMade }
        return isShown && isWell && !isCutOff && !endsInKey(items) ? .good : .notAll
    }

    /// Whether a key was installed behind the last success of a script, which says nothing of that key.
    private static func endsInKey(_ items: [Transcript.Item]) -> Bool {
        [Transcript.Source.slmgr, .ospp].contains { source in
            let own = items.filter { $0.source == source }
            guard let last = own.lastIndex(where: isGood) else { return false }
            return own[last...].contains(where: \.installsKey)
        }
    }

    static func isGood(_ item: Transcript.Item) -> Bool {
        item.result == .activated || item.result == .licensed
    }

    /// Without the items that a later success of the same product has overtaken.
    ///
    /// Only what is of the same computer is compared, of which a text may have thousands.
    private static func final(_ items: [Transcript.Item]) -> [Transcript.Item] {
        Dictionary(grouping: items, by: Computer.init).values.flatMap(finalOfOne)
    }

    /// What tells apart of which computer items are.
    private struct Computer: Hashable {
        let name: String?
        let session: Int
        let console: String

        init(_ item: Transcript.Item) {
            name = item.computer?.lowercased()
            session = item.place.session
            console = item.place.console
        }
    }

    private static func finalOfOne(_ items: [Transcript.Item]) -> [Transcript.Item] {
        let answers = KMSAnswers(items)
        // A log may have thousands of items that overtake nothing.
        let well = items.enumerated().filter {
            !$0.element.source.isEvent && (isGood($0.element) || $0.element.result == .settingMade)
        }
        return items.enumerated().filter { index, item in
            if isGood(item) { return true }
            // The end of a licence that is known to be one.
            if item.isDatedExpiry { return !items.contains { isGood($0) && $0.name == item.name } }
            let isPast = well.reversed().lazy.prefix { $0.offset > index }.contains {
                isRepeated($0.element, item) || isSame($0.element, item) || isNewKey($0.element, item)
            }
            return !isPast && !answers.overtake(item)
        }.map(\.element)
    }

    /// Whether a later item is of the same product: by the id, or else by the name.
    ///
    /// It has to be of the same computer too, which only its name or one console's prompts show.
    private static func isSame(_ other: Transcript.Item, _ item: Transcript.Item) -> Bool {
        guard isGood(other), !other.source.isEvent,
            item.computer != nil || item.place.prompts < other.place.prompts
        else { return false }
        if let sku = item.sku, let second = other.sku { return sku == second }
        return item.name != nil && item.name == other.name
    }

    /// Whether the same command has gone well later, where the first time shows no product.
    private static func isRepeated(_ other: Transcript.Item, _ item: Transcript.Item) -> Bool {
        guard item.sku == nil, item.name == nil, !item.source.isEvent, !other.source.isEvent,
            let arguments = item.place.arguments, let later = other.place.arguments,
            item.place.prompts < other.place.prompts
        else { return false }
        // A key that was removed before, and a setting with another value.
        if option(of: arguments) == "upk" { return isGood(other) && item.source == other.source }
        if other.result == .settingMade { return option(of: arguments) == option(of: later) }
        return isGood(other) && arguments == later
    }

    private static func option(of arguments: String) -> Substring? {
        arguments.split(separator: " ").first { $0.hasPrefix("/") || $0.hasPrefix("-") }?.dropFirst()
            .prefix { $0 != ":" }
    }

    /// Whether a key was removed before a product of the same script was activated.
    private static func isNewKey(_ other: Transcript.Item, _ item: Transcript.Item) -> Bool {
        item.removesKey && isGood(other) && other.source == item.source
    }
}
