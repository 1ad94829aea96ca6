/// Transcripts of several computers, each read for itself: nothing of the one says anything of the other.
struct PartedTranscript {
    /// The computers in the order in which they turn up; nil for lines that are of none.
    let parts: [(computer: String?, transcript: Transcript)]

    init(_ parts: [(computer: String?, transcript: Transcript)]) {
        self.parts = parts
    }

    /// Without what a command before the first name seems to lack, since its output stands below the names.
    var withoutCommand: PartedTranscript {
        PartedTranscript(
            parts.map { computer, transcript in
                var transcript = transcript
                if computer == nil, transcript.items.last?.isMissingOutput ?? false { transcript.items.removeLast() }
                return (computer, transcript)
            }
        )
    }

    var isRecognized: Bool { parts.contains { $0.transcript.isRecognized } }

    /// How many computers' lines show anything.
    var shown: Int { parts.count { $0.computer != nil && !$0.transcript.items.isEmpty } }

    /// Whether the parts say what the text says as a whole, only of which computer aside.
    func says(_ whole: Transcript) -> Bool {
        func counts(_ items: [Transcript.Item]) -> [Transcript.Item: Int] {
            // Where the console alone speaks, that is not told.
            items.filter { !$0.isOfConsole }.reduce(into: [:]) { counts, item in
                var item = item
                item.place = Transcript.Place()
                counts[item, default: 0] += 1
            }
        }
        return parts.contains { $0.transcript.isCutOff } == whole.isCutOff
            && counts(parts.flatMap(\.transcript.items)) == counts(whole.items)
    }

    /// All in one, each item with its computer.
    var joined: Transcript {
        var joined = Transcript()
        for (computer, transcript) in parts {
            var items = transcript.items
            // Whatever it has printed, it has not shown how it went.
            if items.isEmpty, computer != nil { items = [Transcript.Item(.script, .unknown)] }
            for index in items.indices { items[index].computer = computer }
            joined.items += items
            joined.isCutOff = joined.isCutOff || transcript.isCutOff
            if transcript.scriptHost != .unknown, [.unknown, .worked].contains(joined.scriptHost) {
                joined.scriptHost = transcript.scriptHost
            }
        }
        return joined
    }
}

extension Transcript.Item {
    /// Whether it only says that a command has printed nothing.
    fileprivate var isMissingOutput: Bool {
        result == .unknown && sku == nil && name == nil && code == nil && scriptHost == nil && !source.isEvent
    }
}
