/// Which licensing service holds a product, by the version of Windows.
package struct EngineChoice: Sendable, Hashable {
    /// One line of the catalogue.
    struct Line: Sendable, Hashable {
        /// The line holds for versions below this one; nil for all.
        var below: WindowsVersion?
        var engine: LicensingEngine
    }

    /// In the file's order, which decides.
    private let lines: [Line]
    /// The engines that may hold the product, each once, that of the newest Windows first: it is the commonest, and an
    /// engine that a computer does not have answers with an empty list.
    package let candidates: [LicensingEngine]

    init(_ lines: [Line]) {
        self.lines = lines
        var candidates: [LicensingEngine] = []
        for line in lines.reversed() where !candidates.contains(line.engine) { candidates.append(line.engine) }
        self.candidates = candidates
    }

    /// The engine on one version of Windows; nil when no line is for it.
    package func engine(on version: WindowsVersion) -> LicensingEngine? {
        lines.first { line in line.below.map { version < $0 } ?? true }?.engine
    }
}

/// A version of Windows as far as it decides anything: 6.1 is Windows 7, 6.3 is 8.1, 10.0 is Windows 10 and 11.
package struct WindowsVersion: Sendable, Hashable, Comparable {
    package var major: Int
    package var minor: Int

    /// Reads `6.1` or `10.0.19045`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]) else { return nil }
        self.major = major
        self.minor = minor
    }

    package static func < (left: WindowsVersion, right: WindowsVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    private static func number(_ text: Substring) -> Int? {
        // A sign would be taken for a part of the number.
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}
