/// A text with at most one range in braces, such as `A101-{01...60}`, which stands for 60 texts.
struct RangePattern {
    /// Why a pattern cannot be read.
    struct Failure: Error {
        let message: String
    }

    /// More texts than this from one pattern is a slip of the pen.
    static let limit = 100_000

    /// The texts, in order; one where there is no range.
    let texts: [String]
    /// Whether there was a range.
    let isRange: Bool

    /// Expands a pattern.
    ///
    /// The lower bound's leading zeros set the width of every number.
    init(_ pattern: String) throws(Failure) {
        guard let open = pattern.firstIndex(of: "{") else {
            guard !pattern.contains("}") else { throw Failure(message: "'}' without '{' in '\(pattern)'") }
            texts = [pattern]
            isRange = false
            return
        }
        guard let close = pattern[open...].firstIndex(of: "}") else {
            throw Failure(message: "'{' without '}' in '\(pattern)'")
        }
        let suffix = pattern[pattern.index(after: close)...]
        guard !suffix.contains("{") else {
            throw Failure(message: "only one range in braces is allowed, in '\(pattern)'")
        }
        let bounds = pattern[pattern.index(after: open)..<close].split(
            separator: "...",
            omittingEmptySubsequences: false
        )
        guard bounds.count == 2, let lower = Self.number(bounds[0]), let upper = Self.number(bounds[1]) else {
            throw Failure(message: "a range reads like {01...60}, which '\(pattern)' does not")
        }
        guard lower <= upper, upper - lower < Self.limit else {
            throw Failure(message: "the range in '\(pattern)' must go upwards, over \(Self.limit) numbers at most")
        }
        let width = bounds[0].hasPrefix("0") ? bounds[0].count : 0
        let prefix = pattern[..<open]
        texts = (lower...upper).map { number in
            let digits = String(number)
            return prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits + suffix
        }
        isRange = true
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
