/// Finds the name that someone probably meant.
enum NearName {
    /// Returns the candidate nearest to a wrong name; `nil` when none is near.
    ///
    /// Near is: the same but for case, hyphens and underscores; or one that begins as the other does, from four letters
    /// on; or at most a third of its letters (but no more than three) inserted, removed, changed or swapped.
    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = folded(name)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = folded(candidate)
            let limit = min(3, max(1, max(wanted.count, other.count) / 3))
            var distance = distance(wanted, other)
            let common = min(wanted.count, other.count)
            if distance > limit, common >= 4, wanted.starts(with: other) || other.starts(with: wanted) {
                distance = limit
            }
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    private static func folded(_ name: String) -> [UInt8] {
        // Names of settings are short: what is longer is no slip of one, and would make the table below large.
        Array(name.lowercased().utf8.prefix(100).filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") })
    }

    /// The optimal string alignment distance: insertions, removals, changes and swaps of neighbours.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var older = [Int](repeating: 0, count: second.count + 1)
        var old = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var new = [row + 1]
            for (column, other) in second.enumerated() {
                var best = min(old[column] + (byte == other ? 0 : 1), old[column + 1] + 1, new[column] + 1)
                if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
                    best = min(best, older[column - 1] + 1)
                }
                new.append(best)
            }
            (older, old) = (old, new)
        }
        return old[second.count]
    }
}
