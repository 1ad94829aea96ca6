import ActivationDomain

/// One run of `slmgr.vbs`, or lines that may be one.
struct SlmgrRun {
    enum Part {
        case none
        case activation(SlmgrActivation)
        case listing(SlmgrListing)
        /// What `/xpr` prints: a name, then a sentence that nothing but its words tells apart.
        case expiry
    }

    /// Whether the banner of the script host or a command shows that this is a run, and of what.
    var source: Transcript.Source?
    var items: [Transcript.Item] = []
    var isCutOff = false
    private(set) var hasBanner = false
    /// Whether what came before a prompt was a listing, so that a reason may come that belongs to it.
    var followsListing = false
    /// Whether the last product was one of a listing.
    private(set) var endsInListing = false
    var part = Part.none
    var previous: TranscriptLine?
    /// Lines that belong to nothing yet.
    var rest: [String] = []
    /// Whether the command before it runs the script for certain.
    var runsScript = false
    /// Whether the command only sets something.
    var setsUp = false
    /// Whether it stands behind a prompt that runs no batch file, so that what nobody knows is another command's.
    var isAmongPrompts = false
    /// The KMS host that the command sets.
    var setsHost: String?
    /// Whether what comes before the script's own lines is another program's.
    var isBehindOther = false
    /// Whether it is one that has errors of the same form.
    var isOfProgram = false
    /// The script that was not found, where one was not.
    var missing: Transcript.Source? {
        didSet { missingAt = count }
    }
    /// How many items stand before it.
    private(set) var missingAt = 0
    /// Whether it is the console that says so.
    var isMissingFolder = false
    /// Whether lines that nobody knows, such as headings, stand between the script's own.
    var hasStrangers: Bool { isAmongStrangers || isBehindStranger }
    var isAmongStrangers = false
    /// Whether the line before is such a line, unless it turns out to be the first of a listing.
    var isBehindStranger = false
    var isBlocked = false
    /// Errors behind the outcome of the product that is being read.
    var further: [Transcript.Item] = []
    /// The errors that are another program's if more lines follow than belong to one.
    var doubtful: [Int] = []
    /// Lines that the sentence behind a code has in a narrow console, beyond the first.
    static let brokenOff = 4

    /// How many items its lines have come to.
    var count: Int {
        switch part {
        case .none, .expiry: items.count
        case .activation, .listing: items.count + 1 + further.count
        }
    }

    var isKnown: Bool { source == .slmgr || hasBanner }

    init(source: Transcript.Source? = nil, hasBanner: Bool = false) {
        self.source = source
        self.hasBanner = hasBanner
    }

    mutating func add(_ line: TranscriptLine) {
        let line = line.withoutCaption
        guard !line.text.isEmpty, !line.isOfConsole else { return }
        defer { previous = line }
        let isFirst = previous.map { LabelledLine($0.text) != nil && SlmgrListing(line, after: nil) != nil } ?? false
        if isBehindStranger, !isFirst { isAmongStrangers = true }
        isBehindStranger = false
        if line.namesScript || (line.text.contains("\"C:\\") && (hasBanner || runsScript)) {
            nameScript(line)
        } else if let refusal = ConsoleRefusal(line.text),
            !isBehindOther || refusal == .notReached || refusal == .stopped
        {
            take(refusal, in: line)
        } else if let exit = ToolExit(line.text) {
            take(exit)
        } else if line.text.withoutBlanks.contains("slmgr.vbs/fta") {
            // The computer is set to activate by a token only, and the script names how.
            endPart(isWhole: true)
            var item = Transcript.Item(.slmgr, .failed)
            item.needsToken = true
            items.append(item)
        } else if let activation = SlmgrActivation(line, after: previous) {
            endPart(isWhole: true)
            part = .activation(activation)
        } else if let listing = SlmgrListing(line, after: previous) {
            endPart(isWhole: true)
            part = .listing(listing)
        } else if let name = line.expiringName {
            endPart(isWhole: true)
            var item = Transcript.Item(.slmgr, .unknown)
            item.name = name
            items.append(item)
            part = .expiry
        } else {
            addToPart(line)
        }
    }

    /// Ends the run.
    mutating func end(isWhole: Bool) {
        endPart(isWhole: isWhole)
        guard items.isEmpty, missing == nil, isKnown || runsScript else { return }
        let isError = !rest.isEmpty && rest.count <= 2 && SlmgrError.hasColon(rest[0])
        if isError, source != .ospp {
            items.append(Transcript.Item(.slmgr, .failed))
        } else if setsUp, !rest.isEmpty, source != .ospp {
            items.append(Transcript.Item(.slmgr, .settingMade))
        } else if hasBanner, rest.isEmpty {
            // The script prints all its lines at its end: one that was killed leaves the banner alone.
            isCutOff = true
            items.append(Transcript.Item(source ?? .script, .unknown))
        } else if hasBanner || runsScript {
            items.append(Transcript.Item(source ?? .slmgr, .unknown))
        }
    }

    /// Ends the product that is being read, and leaves it open what a banner before it is of.
    mutating func endPart(isWhole: Bool) {
        switch part {
        case .activation(let activation):
            items.append(activation.item)
            items += further
            further = []
            if !activation.hasOutcome { isCutOff = true }
        case .listing(let listing):
            endsInListing = true
            items.append(listing.item(isWhole: isWhole))
            if listing.isCutOff(isWhole: isWhole) { isCutOff = true }
        case .none, .expiry: break
        }
        part = .none
    }
}
