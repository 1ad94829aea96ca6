internal import ActivationDomain
internal import Yams

/// The words of the pages in one language, from the catalogue `texts.yaml`, which is compiled in.
struct Texts: Sendable {
    /// What the catalogue has of one text.
    struct Entry: Sendable, Hashable, Decodable {
        /// English for the number 1, where it differs.
        var one: String?
        var english: String
        var traditionalChinese: String

        private enum CodingKeys: String, CodingKey {
            case one
            case english = "en"
            case traditionalChinese = "zh-Hant"
        }
    }

    let language: Language
    private let entries: [String: Entry]

    init(_ entries: [String: Entry], language: Language) {
        self.entries = entries
        self.language = language
    }

    /// Reads the catalogue.
    static func catalogue() throws -> [String: Entry] {
        try YAMLDecoder().decode(
            [String: Entry].self,
            from: String(decoding: PackageResources.texts_yaml, as: UTF8.self)
        )
    }

    func has(_ key: String) -> Bool { entries[key] != nil }

    /// The text of a key, with what stands in braces filled in.
    func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        text(key, isOne: false, values)
    }

    /// The text of a key for a number, which `{n}` stands for.
    func callAsFunction(_ key: String, count: Int, _ values: [String: String] = [:]) -> String {
        text(key, isOne: count == 1, values.merging(["n": number(count)]) { $1 })
    }

    private func text(_ key: String, isOne: Bool, _ values: [String: String]) -> String {
        // The tests ask for every key that the pages use; a word too few is better than a page too few.
        guard let entry = entries[key] else { return key }
        let text =
            language == .english ? (isOne ? entry.one : nil) ?? entry.english : entry.traditionalChinese
        guard !values.isEmpty else { return text }
        return Texts.filled(text, values)
    }

    /// In one pass, so that a name that has braces is not filled in itself.
    private static func filled(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            result += values[String(rest[rest.index(after: start)..<end])] ?? String(rest[start...end])
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
