/// What the end of a text brings: only then is known what became of all commands.
extension TranscriptReading {
    mutating func end() -> Transcript {
        if event != nil { endEvent() }
        endFrame()
        run.end(isWhole: false)
        take(run)
        settle()
        if transcript.items.allSatisfy(\.isOfConsole) {
            transcript.items = []
            missing.removeAll { $0.item.isOfConsole }
        }
        // Cloned computers have the same client's id.
        if eventComputers.count > 1 { for index in transcript.items.indices { transcript.items[index].request = nil } }
        let hasOutput = transcript.items.contains { item in
            (item.source == .slmgr || item.source == .ospp)
                && (item.result != .unknown || item.sku != nil || item.name != nil)
        }
        if hasScriptLine || hasOutput { transcript.scriptHost = .worked }
        if !missing.isEmpty, transcript.items.isEmpty { transcript.scriptHost = .scriptMissing }
        for (index, item) in missing.reversed() where index <= transcript.items.count {
            // A batch file that tries several folders finds it in the next; behind anything else it is another computer's,
            // unless prompts show whose it is.
            let others = item.place.arguments == nil ? transcript.items[index...].prefix(1) : transcript.items[...]
            let isFound = others.contains { other in
                other.source == .ospp && other.scriptHost == nil && other.result != .unknown
                    && other.computer == item.computer && other.place.console == item.place.console
                    && other.place.session == item.place.session
            }
            if item.source == .ospp, isFound { continue }
            transcript.items.insert(item, at: index)
        }
        leaveOutWritten()
        return transcript
    }

    /// Leaves out the commands of which nothing was seen, since their output went to a file, where that is shown later.
    ///
    /// It has to show as many outcomes as there were commands.
    private mutating func leaveOutWritten() {
        for (prompt, writers) in shown {
            let isUnseen = { (item: Transcript.Item) in
                writers.contains(item.place.prompts) && item.result == .unknown && item.sku == nil && item.name == nil
                    && item.scriptHost == nil
            }
            guard transcript.items.count(where: { $0.place.prompts == prompt }) >= writers.count else { continue }
            transcript.items.removeAll(where: isUnseen)
        }
    }
}
