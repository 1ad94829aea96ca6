/// A line `label: value` in any language.
struct LabelledLine {
    var label: Substring
    var value: String

    /// Nil for a line without a colon; one that is a part of a time or a host is none.
    init?(_ line: String) {
        guard
            let colon = line.indices.first(where: { index in
                switch line[index] {
                case "：", "︰", "﹕": return true
                case ":": return !(line[line.index(after: index)...].first.map { $0 == "/" || $0 == "\\" } ?? false)
                default: return false
                }
            })
        else { return nil }
        label = line[..<colon]
        value = line[line.index(after: colon)...].trimmingBlanks
    }

    /// The channel in a licence's description, such as `VOLUME_KMSCLIENT`; nil when the line is no description.
    ///
    /// Descriptions are not translated: a product, a comma, the channel in capitals, the word.
    var channel: String? {
        guard let comma = value.lastIndex(of: ",") else { return nil }
        let words = value[value.index(after: comma)...].split(separator: " ")
        guard let first = words.first, words.dropFirst().allSatisfy({ "channel".hasPrefix($0) || $0 == "channel" })
        else { return nil }
        let channel = first.hasSuffix("channel") ? first.dropLast(7) : first
        let name = channel.prefix { $0 != "(" }
        let isName =
            name.utf8.count >= 3 && name.first?.isNumber == false
            && name.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 || $0 == 45 }
        guard isName, words.count > 1 || Self.channels.contains(where: { name.hasPrefix($0) }) else { return nil }
        // Some who type a transcript write a hyphen.
        return String(channel.replacing("-", with: "_"))
    }

    private static let channels = ["VOLUME", "RETAIL", "OEM", "TIMEBASED", "VIRTUAL"]

    /// `N minutes (M days)`, in whatever words: two numbers, the second being the first in days.
    var remaining: (minutes: Int, days: Int)? {
        let numbers = Scan.numbers(in: value)
        guard numbers.count == 2, numbers[0] < 1 << 40, channel == nil else { return nil }
        let days = numbers[0] / 1440
        return (days...days + 1).contains(numbers[1]) ? (numbers[0], numbers[1]) : nil
    }

    var minutes: Int? { remaining?.minutes }

    /// Whether the value is a date and a time of day with seconds, in whatever order and form.
    var isTime: Bool {
        let numbers = Scan.numbers(in: value)
        return numbers.count == 6 && numbers[3...].allSatisfy { $0 < 60 } && value.contains(" ")
    }

    /// Whether the value is the last five characters of a product key.
    var isPartialKey: Bool {
        value.utf8.count == 5 && value.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
            && !value.utf8.allSatisfy { (48...57).contains($0) }
    }
}
