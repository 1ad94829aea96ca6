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
        // A prefix is one only if there is a script's output behind it; others' logs have such lines too.
        if let stripped = LinePrefix.stripped(text) {
            let found = readPlain(stripped)
            if found.items.contains(where: { $0.sku != nil || $0.name != nil }) { return found }
        }
        return readPlain(text)
    }

    private static func readPlain(_ text: String) -> Transcript {
        if let parts = MixedTranscript.parts(of: text) {
            let read = PartedTranscript(parts.map { ($0.computer, readOne($0.text)) })
            return read.isRecognized ? read.joined : Transcript()
        }
        let whole = readOne(text)
        guard !whole.items.isEmpty else {
            // A line or so of each computer, where nothing is read in another way; other programs' logs have such lines too.
            let parts = MixedTranscript.parts(of: text, mayStandAlone: true) ?? []
            let read = PartedTranscript(parts.map { ($0.computer, readOne($0.text)) }).joined
            return !whole.isRecognized && read.items.contains { $0.code?.isOfLicensing ?? false } ? read : whole
        }
        let hosts = Set(whole.items.compactMap { $0.kmsHost?.prefix { $0 != ":" }.lowercased() })
        // Lines are headings only if nothing is read in another way for them; what names a KMS host is none.
        return HeadedTranscript.candidates(of: text)
            .filter { parts in !parts.contains { $0.computer.map { hosts.contains($0.lowercased()) } ?? false } }
            .map { parts in PartedTranscript(parts.map { ($0.computer, readOne($0.text)) }) }
            .flatMap { [$0, $0.withoutCommand] }
            .filter { $0.shown > 0 && $0.says(whole) }
            .max { ($0.shown, $0.parts.count) < ($1.shown, $1.parts.count) }?.joined ?? whole
    }

    /// Bytes; no line of a script is as long, and others take time.
    private static let longestLine = 65_536

    private static func readOne(_ text: String) -> Transcript {
        var reading = TranscriptReading()
        for line in WrappedLines.mend(TranscriptLine.lines(of: text)) {
            for part in events(in: line) where part.raw.utf8.count <= longestLine { reading.add(part) }
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
