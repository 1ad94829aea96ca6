/// Reads what `slmgr.vbs`, `ospp.vbs` and the log of events print, of any language, from a channel or from a window that
/// someone has saved.
///
/// Only codes, ids, numbers and structure count; sentences are looked at only to doubt a success (``SuccessSentence``).
/// Where that does not tell how it went, nothing is claimed. `ospp.vbs` is not translated, so that its labels and the marks of its outcomes are structure.
package enum TranscriptReader {
    /// Reads a file's bytes, in whatever code page.
    package static func read(bytes: [UInt8]) -> Transcript {
        read(TranscriptText.decode(bytes))
    }

    /// The text of a file's bytes, in whatever code page; what cannot be told is U+FFFD.
    package static func text(of bytes: [UInt8]) -> String {
        TranscriptText.decode(bytes)
    }

    /// Reads a text.
    package static func read(_ text: String) -> Transcript {
        if let parts = MixedTranscript.parts(of: text) { return read(parts) }
        return readOne(text)
    }

    /// Reads each computer's lines for themselves; nothing of the one says anything of the other.
    private static func read(_ parts: [(computer: String, text: String)]) -> Transcript {
        var transcript = Transcript()
        for (computer, text) in parts {
            let part = readOne(text)
            transcript.items += part.items.map { item in
                var item = item
                item.computer = computer
                return item
            }
            transcript.isCutOff = transcript.isCutOff || part.isCutOff
            if part.scriptHost != .unknown, [.unknown, .worked].contains(transcript.scriptHost) {
                transcript.scriptHost = part.scriptHost
            }
        }
        return transcript
    }

    private static func readOne(_ text: String) -> Transcript {
        var reading = TranscriptReading()
        for line in WrappedLines.mend(TranscriptLine.lines(of: text)) {
            for part in events(in: line) { reading.add(part) }
        }
        return reading.end()
    }

    /// Events in XML may stand one behind the other in a line.
    private static func events(in line: TranscriptLine) -> [TranscriptLine] {
        let end = "</Event>"
        guard line.raw.contains(end) else { return [line] }
        return line.raw.split(separator: end).map { event in
            TranscriptLine(raw: event + end, columns: line.columns, isEnded: line.isEnded)
        }
    }
}

/// A transcript that is being read, line by line.
private struct TranscriptReading {
    private var transcript = Transcript()
    private var run = SlmgrRun()
    /// The product of `ospp.vbs` whose lines come now.
    private var item = OsppItem()
    private var isInFrame = false
    /// Whether a command shows that labels without a frame are those of `ospp.vbs`.
    private var isOsppCommand = false
    private var frameHasItem = false
    /// The line before, where it has none of the labels of `ospp.vbs`.
    private var unlabelled: TranscriptLine?
    private var isOsppItem: Bool { isInFrame || !item.isEmpty }
    private var event: EventRecord?
    private var eventLines = 0
    /// Whether a prompt stands between the lines of `ospp.vbs`: it may be noise, or the end of what was cut off.
    private var isAfterPrompt = false
    private var hasScriptLine = false
    private var isAfterBanner = false
    private var isScriptMissing = false

    mutating func add(_ line: TranscriptLine) {
        let text = line.text
        guard !text.isEmpty || event != nil else { return }
        let wasAfterBanner = isAfterBanner
        isAfterBanner = false
        if event != nil, !isFollowed(by: line) { endEvent() }
        if event != nil {
            event?.add(text)
            eventLines += 1
            if event?.isWhole ?? true { endEvent() }
        } else if let prompt = Prompt(text) {
            add(prompt)
        } else if line.isBanner {
            begin(SlmgrRun(source: run.hasBanner ? nil : run.source, hasBanner: true), endsFrame: true)
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

    mutating func end() -> Transcript {
        if event != nil { endEvent() }
        endFrame()
        run.end(isWhole: false)
        take(run)
        let hasOutput = transcript.items.contains { $0.source == .slmgr || $0.source == .ospp }
        if hasScriptLine || hasOutput { transcript.scriptHost = .worked }
        // A batch file that tries several folders finds it in one.
        if isScriptMissing, transcript.items.isEmpty { transcript.scriptHost = .scriptMissing }
        return transcript
    }

    // MARK: ospp.vbs

    /// Whether the line is one of `ospp.vbs`.
    private mutating func addToFrame(_ line: TranscriptLine) -> Bool {
        let text = line.text
        if OsppMark.isBeginning(text) {
            // A banner before it was this script's.
            begin(nil, endsFrame: true)
            isInFrame = true
        } else if OsppMark.isEnd(text) {
            if !isInFrame { transcript.isCutOff = true }
            endItem(isWhole: true)
            if isInFrame, !frameHasItem { append(Transcript.Item(.ospp, .unknown)) }
            (isInFrame, frameHasItem) = (false, false)
        } else if OsppMark.isSeparator(text) {
            guard isOsppItem else { return false }
            endItem(isWhole: true)
        } else if let (label, value) = OsppLabel.read(text), isOsppItem || label.canBegin {
            if !isOsppItem {
                // Its beginning is missing.
                isOsppCommand = run.source == .ospp
                begin(nil, endsFrame: false)
            }
            if item.isEnded(by: label) { endItem(isWhole: isInFrame) }
            item.add(label, value)
        } else if isOsppItem {
            if SlmgrActivation(line, after: nil) != nil || SlmgrListing(line, after: nil) != nil
                || EventRecord(line) != nil || isAfterPrompt
            {
                // The end of the frame is missing; a listing begins with the line before.
                endFrame()
                if let unlabelled { run.add(unlabelled) }
                unlabelled = nil
                return false
            }
            item.add(line)
            unlabelled = line
            return true
        } else {
            return false
        }
        (unlabelled, isAfterPrompt) = (nil, false)
        return true
    }

    private mutating func endItem(isWhole: Bool) {
        // Labels that other programs have too need one that they do not have, a frame, a separator or the command.
        let isOurs = isInFrame || isWhole || isOsppCommand || item.isOfOspp
        if let found = item.item(isWhole: isWhole), isOurs {
            if !isInFrame { transcript.isCutOff = true }
            append(found)
            frameHasItem = true
        }
        item = OsppItem()
    }

    private mutating func endFrame() {
        if isInFrame || isOsppCommand || item.isOfOspp { transcript.isCutOff = true }
        let isEmptyFrame = isInFrame && item.isEmpty && !frameHasItem
        endItem(isWhole: false)
        if isEmptyFrame { append(Transcript.Item(.ospp, .unknown)) }
        (isInFrame, frameHasItem, isAfterPrompt, isOsppCommand) = (false, false, false, false)
    }

    // MARK: slmgr.vbs, and all else

    private mutating func addToRun(_ line: TranscriptLine) {
        if let record = EventRecord(line) {
            event = record
            eventLines = 1
            if record.isWhole { endEvent() }
        } else if let state = line.scriptHostState {
            if transcript.scriptHost != .missing { transcript.scriptHost = state }
        } else {
            run.add(line)
        }
    }

    private mutating func add(_ prompt: Prompt) {
        switch prompt.command {
        // Someone has pressed Return, or typed while the script was at work.
        case .none where isOsppItem, .other where isOsppItem: isAfterPrompt = true
        case .none, .other: begin(SlmgrRun(), endsFrame: false)
        case .slmgr: begin(SlmgrRun(source: .slmgr), endsFrame: true)
        case .ospp: begin(SlmgrRun(source: .ospp), endsFrame: true)
        }
    }

    /// Ends the run before, and begins another one; without one what follows is of `ospp.vbs`.
    private mutating func begin(_ next: SlmgrRun?, endsFrame: Bool) {
        if endsFrame { endFrame() }
        if next == nil { run.endPart(isWhole: true) } else { run.end(isWhole: true) }
        take(run)
        let followsListing = run.endsInListing
        run = next ?? SlmgrRun()
        run.followsListing = followsListing
    }

    private mutating func take(_ run: SlmgrRun) {
        for item in run.items { append(item) }
        if run.isCutOff { transcript.isCutOff = true }
        if run.isScriptMissing { isScriptMissing = true }
    }

    private mutating func endEvent() {
        guard let event else { return }
        self.event = nil
        if !event.isWhole { transcript.isCutOff = true }
        if event.isRecord { append(event.item) }
    }

    /// Whether a line may be a further part of the event: a record has 150 characters, and begins only once.
    private func isFollowed(by line: TranscriptLine) -> Bool {
        !line.text.isEmpty && eventLines < 6 && !line.isBanner && Prompt(line.text) == nil
            && OsppLabel.read(line.text) == nil && !line.text.hasPrefix("---") && EventRecord(line)?.isRecord != true
    }

    private mutating func append(_ item: Transcript.Item) { transcript.items.append(item) }
}
