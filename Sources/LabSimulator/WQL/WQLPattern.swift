/// The patterns of `like`: `%` stands for any characters, `_` for one.
enum WQLPattern {
    /// Whether a text fits, without regard to case.
    ///
    /// It goes back to the last `%` only, so its time stays the product of both lengths.
    static func matches(_ text: String, pattern: String) -> Bool {
        let text = Array(text.lowercased())
        let pattern = Array(pattern.lowercased())
        var position = 0
        var place = 0
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == "%" {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == "_" || pattern[place] == text[position] {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "%" }
    }
}
