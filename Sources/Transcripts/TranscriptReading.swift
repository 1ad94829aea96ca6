/// A transcript that is being read, line by line.
struct TranscriptReading {
    var transcript = Transcript()
    var run = SlmgrRun()
    /// The product of `ospp.vbs` whose lines come now.
    var item = OsppItem()
    var isInFrame = false
    /// Whether a command shows that labels without a frame are those of `ospp.vbs`.
    var isOsppCommand = false
    var frameHasItem = false
    /// The line before, where it has none of the labels of `ospp.vbs`.
    var unlabelled: TranscriptLine?
    var isOsppItem: Bool { isInFrame || !item.isEmpty }
    var event: EventRecord?
    var eventLines = 0
    /// Events among the lines of the run, and how many of its items stand before each.
    var events: [(index: Int, item: Transcript.Item)] = []
    /// Whether a prompt stands between the lines of `ospp.vbs`: it may be noise, or the end of what was cut off.
    var isAfterPrompt = false
    var hasScriptLine = false
    var isAfterBanner = false
    /// Scripts that were not found, and before which item.
    var missing: [(index: Int, item: Transcript.Item)] = []
    var place = Transcript.Place()
    /// The computer that the prompt names.
    var computer: String?
    /// The computers that events name.
    var eventComputers: Set<String> = []
    /// How many scripts the last command runs, and how many items there were before it.
    var expected = (scripts: 0, before: 0)
    /// The commands whose output a file has, by its name and the prompts before them.
    var written: [String: [Int]] = [:]
    /// The commands that show such a file, by the prompts before them, and those whose output it has.
    var shown: [Int: [Int]] = [:]
    /// Whether the last prompt runs no batch file, whose lines may be anything.
    var isAmongPrompts = false
    /// What told the computer last, by the words before it.
    var identities: [String: String] = [:]
    /// The program that the last prompt has run, as long as nothing of it has come.
    var program: String?
    /// Whether the line before is the first of a further console.
    var isAfterConsole = false

    mutating func add(_ line: TranscriptLine) {
        let text = line.text
        guard !text.isEmpty || event != nil else { return }
        eventComputers.formUnion(EventRecord.computers(in: text))
        identify(line)
        let wasAfterBanner = isAfterBanner
        isAfterBanner = false
        if event != nil, !isFollowed(by: line) { endEvent() }
        if event != nil {
            event?.add(text)
            eventLines += 1
            if event?.isWhole ?? true { endEvent() }
        } else if let prompt = Prompt(text) {
            add(prompt)
        } else if text.utf8.count >= 20, text.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) {
            // Between the parts of a transcript of PowerShell's.
            var next = SlmgrRun()
            next.isBehindOther = true
            begin(next, endsFrame: false)
        } else if line.isBanner {
            var next = SlmgrRun(source: run.hasBanner ? nil : run.source, hasBanner: true)
            next.isBehindOther = run.isBehindOther
            // Its output is what comes now.
            next.runsScript = !run.hasBanner && run.runsScript
            next.setsUp = !run.hasBanner && run.setsUp
            next.setsHost = run.hasBanner ? nil : run.setsHost
            run.runsScript = false
            begin(next, endsFrame: true)
            hasScriptLine = true
            isAfterBanner = true
        } else if wasAfterBanner, Scan.identifiers(in: text).isEmpty, Scan.codes(in: text).isEmpty,
            OsppLabel.read(text) == nil, !text.hasPrefix("---"), text.contains("Microsoft") || text.contains("(C)")
        {
            return
        } else if !addToFrame(line) {
            addToRun(line)
        }
    }

    mutating func addToRun(_ line: TranscriptLine) {
        if let record = EventRecord(line) {
            event = record
            eventLines = 1
            if record.isWhole { endEvent() }
        } else if let state = line.scriptHostState {
            if transcript.scriptHost != .missing { transcript.scriptHost = state }
            run.block(by: state)
        } else if !line.hasMarkOfOspp || !run.doubt(line) {
            run.add(line)
        }
    }

    mutating func add(_ prompt: Prompt) {
        isAmongPrompts = ![".bat", ".cmd"].contains { prompt.program?.hasSuffix($0) ?? false }
        var next = SlmgrRun()
        next.runsScript = prompt.runsScript
        next.setsUp = prompt.setsUp
        next.setsHost = prompt.host
        next.isBehindOther = prompt.command == .other
        next.isOfProgram = prompt.isProgram
        switch prompt.command {
        // Someone has pressed Return, or typed while the script was at work.
        case .none where isOsppItem, .other where isOsppItem: isAfterPrompt = true
        case .none, .other: begin(next, endsFrame: false)
        case .slmgr, .ospp:
            next.source = prompt.command == .slmgr ? .slmgr : .ospp
            begin(next, endsFrame: true)
        }
        if !isAfterPrompt {
            settle()
            expected = (prompt.scripts, transcript.items.count)
            place.prompts += 1
        }
        program = prompt.program
        if prompt.leadsElsewhere { place.session += 1 }
        (place.console, place.arguments, computer) = (prompt.console, prompt.arguments, prompt.computer)
        if let file = prompt.written { written[file, default: []].append(place.prompts) }
        if let file = prompt.shown, let writers = written.removeValue(forKey: file) { shown[place.prompts] = writers }
    }

    /// Notes that a command has run several scripts and shows fewer outcomes.
    mutating func settle() {
        if expected.scripts > 1, transcript.items.count < expected.before + expected.scripts {
            append(Transcript.Item(.script, .unknown))
        }
        expected.scripts = 0
    }

    /// Ends the run before, and begins another one; without one what follows is of `ospp.vbs`.
    mutating func begin(_ next: SlmgrRun?, endsFrame: Bool) {
        if endsFrame { endFrame() }
        if next == nil { run.endPart(isWhole: true) } else { run.end(isWhole: true) }
        take(run)
        let followsListing = run.endsInListing
        run = next ?? SlmgrRun()
        run.followsListing = followsListing
        run.isAmongPrompts = isAmongPrompts
    }

    mutating func take(_ run: SlmgrRun) {
        // What stands beside lines that nobody knows belongs to nothing before or behind it.
        if run.hasStrangers { place.session += 1 }
        let start = transcript.items.count + events.count { $0.index < run.missingAt }
        for (index, item) in run.items.enumerated() {
            for event in events where event.index == index { append(event.item) }
            append(item)
        }
        for event in events where event.index >= run.items.count { append(event.item) }
        events = []
        if run.hasStrangers { place.session += 1 }
        if run.isCutOff { transcript.isCutOff = true }
        if let source = run.missing {
            var item = Transcript.Item(source, .unknown)
            item.scriptHost = .scriptMissing
            item.isOfConsole = run.isMissingFolder
            (item.place, item.computer) = (place, computer)
            missing.append((min(start + run.missingAt, transcript.items.count), item))
        }
    }

    mutating func endEvent() {
        guard let event else { return }
        self.event = nil
        if !event.isWhole { transcript.isCutOff = true }
        guard event.isRecord else { return }
        // Within the lines of `ospp.vbs` it stands alone.
        if run.count == 0 { append(event.item) } else { events.append((run.count, event.item)) }
    }

    /// Whether a line may be a further part of the event: a record has 150 characters, and begins only once.
    func isFollowed(by line: TranscriptLine) -> Bool {
        !line.text.isEmpty && eventLines < 6 && !line.isBanner && Prompt(line.text) == nil
            && OsppLabel.read(line.text) == nil && !line.text.hasPrefix("---") && EventRecord(line)?.isRecord != true
    }

    mutating func append(_ item: Transcript.Item) {
        var item = item
        item.place = place
        item.computer = computer
        transcript.items.append(item)
    }
}
