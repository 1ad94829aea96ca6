import ActivationDomain

/// What `slmgr.vbs /dli` or `/dlv` prints of one product: labels, all translated, with values that are not.
///
/// The state is a translated word as well. But a client of a KMS host shows the client's block only when it is licensed,
/// and otherwise a line that advises `slmgr.vbs /ato`. Scripts before Windows 8 show the block always, without the host's
/// address; there the minutes decide, since no period of grace is as long.
struct SlmgrListing {
    private static let longestGrace = 60 * 1440
    private static let applications = [
        "55c92734-d682-4d71-983e-d6ec3f16059f", "59a52881-a989-479d-af46-f275c6370663",
        "0ff1ce15-a989-479d-af46-f275c6370663", "0ff1ce16-a989-479d-af46-f275c6370663",
    ]

    private var item = Transcript.Item(.slmgr, .unknown)
    private var hasApplication = false
    private var hasKey = false
    private var hasBlock = false
    private var hasAddress = false
    private var advisesActivation = false
    /// Whether the state is one without a licence; only the English one is understood, and only to doubt.
    private var isDenied = false
    /// Whether the first lines are missing.
    private var isHeadless = false
    /// Whether the last line of a client's block has come, which alone has no label.
    private var isBlockEnded = false
    /// Whether the trusted time has come, the last line of `/dlv` for a product without a key.
    private var hasTime = false

    /// Begins with the description, before which the name stands; nil for any other line.
    init?(_ line: TranscriptLine, after previous: TranscriptLine?) {
        // Behind something that nobody has stripped it may stand as the value of a label.
        guard !line.text.contains("LICENSE DESCRIPTION"), let description = LabelledLine(line.text),
            let channel = description.channel
        else { return nil }
        item.description = description.value
        item.isKMSClient = channel.contains("KMSCLIENT")
        let name = previous.flatMap { LabelledLine($0.text)?.value } ?? ""
        item.name = name.isEmpty ? nil : name
    }

    /// Begins with a line that only a listing has, where those before it are missing: the minutes of a licence with the
    /// days in brackets, or the id of a client of a KMS host.
    init?(headless line: TranscriptLine) {
        guard let labelled = LabelledLine(line.text) else { return nil }
        let isMinutes =
            labelled.minutes ?? 0 >= 1440 && labelled.value.contains { "(（".contains($0) }
            && labelled.value.contains { $0.isLetter || $0 == "\u{FFFD}" }
        let isClient = labelled.label.contains("CMID") && !Scan.identifiers(in: labelled.value).isEmpty
        guard isMinutes || isClient else { return nil }
        isHeadless = true
        hasKey = true
        add(line)
    }

    /// Whether lines are missing.
    ///
    /// - Parameter isWhole: whether something follows that shows that the listing has ended.
    /// - Returns: whether the beginning or the end is not there.
    func isCutOff(isWhole: Bool) -> Bool {
        if isHeadless { return true }
        guard !isWhole, item.isKMSClient == true, hasKey || hasBlock else { return false }
        return !advisesActivation && !isBlockEnded
    }

    mutating func add(_ line: TranscriptLine) {
        if hasBlock, LabelledLine(line.text) == nil { isBlockEnded = true }
        if line.text.withoutBlanks.contains("slmgr.vbs/ato") { advisesActivation = true }
        guard let line = LabelledLine(line.text) else { return }
        if line.isTime { hasTime = true }
        if line.label == "License Status", line.value != "Licensed" { isDenied = true }
        if let code = SlmgrError.code(in: line.value), code.isOfLicensing {
            // Only a licence that has run into notifications shows why.
            item.code = item.code ?? code
            item.status = .notification
        } else if let identifier = Scan.identifiers(in: line.value).first {
            add(identifier, label: line.label)
        } else if Scan.isHostAndPort(line.value) {
            item.kmsHost = item.kmsHost ?? line.value
        } else if let remaining = line.remaining, item.minutesRemaining == nil {
            (item.minutesRemaining, item.daysRemaining) = remaining
        } else if line.isPartialKey {
            hasKey = true
            item.partialKey = item.partialKey ?? line.value
        } else if hasBlock, Scan.isAddress(line.value) {
            hasAddress = true
        }
    }

    /// What it comes to.
    ///
    /// - Parameter isWhole: whether something follows that shows that the listing has ended.
    /// - Returns: the product with all that the listing shows of it.
    func item(isWhole: Bool) -> Transcript.Item {
        var item = item
        if isHeadless, hasBlock { item.isKMSClient = true }
        item.result = result(isWhole: isWhole)
        if item.result == .licensed { item.status = .licensed }
        return item
    }

    private func result(isWhole: Bool) -> Transcript.Result {
        if item.isKMSClient == false { return .notOurs }
        if advisesActivation || item.code != nil { return .notLicensed }
        let isLong = item.minutesRemaining ?? 0 > SlmgrListing.longestGrace
        if hasBlock, !isDenied, isLong || (hasAddress && item.minutesRemaining ?? 0 > 0) { return .licensed }
        return !hasKey && !hasBlock && item.minutesRemaining == nil && (isWhole || hasTime) ? .nothingToDo : .unknown
    }

    private mutating func add(_ identifier: Scan.Identifier, label: Substring) {
        if label.contains("CMID") || item.minutesRemaining != nil {
            // Behind the minutes it may be that of the object in the directory that has activated the product, which is the
            // last line of its block.
            hasBlock = true
            if identifier.text != nil, !label.contains("CMID") { isBlockEnded = true }
        } else if item.sku == nil, !hasApplication, !SlmgrListing.applications.contains(identifier.text ?? "") {
            item.sku = identifier.text
        } else {
            hasApplication = true
        }
    }
}
