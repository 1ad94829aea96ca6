import Testing

/// Something wrong in a catalogue file; the line that is to be named ends with `#!`.
struct CatalogueFault: Sendable, CustomTestStringConvertible {
    var text: String
    var says: String

    /// The line with the mark, counted from 1.
    var line: Int? {
        text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasSuffix("#!") }.map { $0 + 1 }
    }

    var testDescription: String { says }
}
