import ActivationDomain

/// What `ospp.vbs` prints of one product, from one line of dashes to the next.
struct OsppItem {
    private var values: [OsppLabel: String] = [:]
    private var last: OsppLabel?
    /// What has no label, without blanks, since a console may have broken it anywhere.
    private var rest = ""

    var isEmpty: Bool { values.isEmpty && rest.isEmpty }

    /// Whether it has a label that other programs do not have.
    var isOfOspp: Bool {
        [.opening, .sku, .name, .description, .status, .key].contains { values[$0] != nil }
    }

    /// Whether a line with this label is of the next product, if the line of dashes between is missing.
    func isEnded(by label: OsppLabel) -> Bool {
        values[label] != nil || (label == .opening && !isEmpty)
    }

    mutating func add(_ label: OsppLabel, _ value: String) {
        values[label] = value
        last = label
    }

    /// Takes a line without a label: a further part of the value before it, or something of its own.
    mutating func add(_ line: TranscriptLine) {
        guard !line.text.isEmpty else { return }
        if let last, let value = values[last], !last.isComplete(value), !line.text.hasPrefix("<") {
            values[last] = (value + line.raw).trimmingBlanks
        } else {
            rest += line.text.withoutBlanks
        }
    }

    /// What it comes to.
    ///
    /// - Parameter isWhole: whether the line of dashes behind it is there.
    /// - Returns: nil when there is nothing in it.
    func item(isWhole: Bool) -> Transcript.Item? {
        var item = Transcript.Item(.ospp, .unknown)
        item.code = values[.code].flatMap { Scan.codes(in: $0).first?.code }
        guard [.sku, .name, .description, .status, .opening, .productID].contains(where: { values[$0] != nil }) else {
            guard let result = resultWithoutProduct else { return nil }
            item.result = result
            item.removesKey = rest.contains(OsppMark.keyRemoved.rawValue)
            item.installsKey = rest.contains(OsppMark.keyInstalled.rawValue)
            return item
        }
        item.sku = values[.sku].flatMap { Scan.identifiers(in: $0).first?.text }
        item.name = values[.name].flatMap { $0.isEmpty ? nil : $0 }
        item.isKMSClient = isKMSClient
        item.status = status
        item.minutesRemaining = values[.grace].flatMap(OsppItem.minutes)
        item.daysRemaining = values[.grace].flatMap { Scan.numbers(in: $0).first }
        item.description = values[.description].flatMap { $0.isEmpty ? nil : $0 }
        item.partialKey = values[.key].flatMap { $0.isEmpty ? nil : $0 }
        let configured = values[.configuredHost].flatMap { Scan.isHostAndPort($0) ? $0 : nil }
        item.kmsHost = configured ?? values[.discoveredHost].flatMap { Scan.isHostAndPort($0) ? $0 : nil }
        item.isHostSet = item.kmsHost.map { _ in configured != nil }
        item.result = result(of: item, isWhole: isWhole)
        return item
    }

    private var resultWithoutProduct: Transcript.Result? {
        if values[.code] != nil { return .failed }
        switch OsppMark.allCases.first(where: { rest.contains($0.rawValue) }) {
        case .settingMade, .keyInstalled, .licenceInstalled: return .settingMade
        // In order only before another activation.
        case .keyRemoved: return .unknown
        case .noKeys, .keyNotFound: return .nothingToDo
        case .noLicences: return .failed
        case .activated: return .unknown
        case nil: return rest.isEmpty ? nil : .unknown
        }
    }

    private func result(of item: Transcript.Item, isWhole: Bool) -> Transcript.Result {
        if item.isKMSClient == false { return .notOurs }
        if values[.status] != nil {
            // Without the description it may be any edition.
            guard item.isKMSClient == true, let status = item.status else { return .unknown }
            if status == .licensed { return .licensed }
            return status == .unlicensed && values[.key] == nil && isWhole ? .nothingToDo : .notLicensed
        }
        if item.code != nil { return .failed }
        return item.isKMSClient == true && rest.contains(OsppMark.activated.rawValue) ? .activated : .unknown
    }

    private var isKMSClient: Bool? {
        guard let description = values[.description]?.withoutBlanks else { return nil }
        if description.contains("KMSCLIENT") { return true }
        return description.hasSuffix("channel") ? false : nil
    }

    /// The word between the dashes.
    private var status: LicenceStatus? {
        guard let value = values[.status]?.withoutBlanks, value.hasPrefix("---"), value.hasSuffix("---") else {
            return nil
        }
        return switch value.drop(while: { $0 == "-" }).prefix(while: { $0 != "-" }) {
        case "LICENSED": .licensed
        case "UNLICENSED": .unlicensed
        case "OOB_GRACE": .initialGrace
        case "OOT_GRACE": .outOfToleranceGrace
        case "NON_GENUINE_GRACE": .nonGenuineGrace
        case "NOTIFICATIONS": .notification
        case "EXTENDEDGRACE", "EXTENDED_GRACE": .extendedGrace
        default: nil
        }
    }

    /// The number in the brackets: the days before them are rounded, and not as `slmgr.vbs` rounds them.
    private static func minutes(_ value: String) -> Int? {
        guard let bracket = value.firstIndex(of: "("), value.hasSuffix(")") else { return nil }
        return Scan.numbers(in: value[bracket...]).first
    }
}
