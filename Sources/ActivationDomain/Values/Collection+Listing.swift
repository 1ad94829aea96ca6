extension Collection<String> {
    /// The texts as a part of a sentence, such as `A, B and C` or `A, B, C, D, E and 7 more`.
    package func listing(upTo limit: Int = 5) -> String {
        var parts = Array(prefix(limit))
        if count > limit { parts.append("\(count - limit) more") }
        guard let last = parts.popLast() else { return "" }
        return parts.isEmpty ? last : "\(parts.joined(separator: ", ")) and \(last)"
    }
}
