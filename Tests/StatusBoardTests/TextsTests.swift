import ActivationDomain
import Foundation
import TestSupport
import Testing

@testable import StatusBoard

@Suite("The board's words")
struct TextsTests {
    private let catalogue: [String: Texts.Entry]

    init() throws { catalogue = try Texts.catalogue() }

    /// Every key that templates and sources ask for.
    private func usedKeys() throws -> Set<String> {
        var keys: Set<String> = []
        for name in try RepositoryFile.names(in: "Sources/StatusBoard/Resources") where name.hasSuffix(".mustache") {
            let text = try RepositoryFile.text("Sources/StatusBoard/Resources/" + name)
            for match in text.matches(of: #/\[\[([^\]]+)\]\]/#) { keys.insert(String(match.1)) }
        }
        for (path, text) in try sources() where !path.hasSuffix("Texts.swift") {
            // What looks like a key of one of the catalogue's families.
            let families = Set(catalogue.keys.compactMap { $0.split(separator: ".").first }).joined(separator: "|")
            let pattern = try Regex("\"((?:\(families))\\.[a-z.\\-]*[a-z])\"")
            for match in text.matches(of: pattern) {
                guard let key = match.output[1].substring else { continue }
                if !key.hasPrefix("board.") && !key.hasSuffix(".csv") { keys.insert(String(key)) }
            }
        }
        keys.formUnion(ActivationState.allCases.map { "state." + $0.rawValue })
        keys.formUnion(StateGroup.allCases.map { "group." + $0.rawValue })
        keys.formUnion((0...6).compactMap { LicenceStatus(rawValue: $0) }.map { "licence." + $0.word })
        keys.formUnion(["open", "blocked", "connecting", "closed"].map { "worker." + $0 })
        keys.formUnion(["connected", "blocked", "refusing", "lost", "ended"].map { "health.broker." + $0 })
        keys.formUnion(["auto", "light", "dark"].map { "theme." + $0 })
        return keys
    }

    private func sources() throws -> [(String, String)] {
        let folder = "Sources/StatusBoard"
        var found: [(String, String)] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for name in try RepositoryFile.names(in: next) {
                let path = next + "/" + name
                if name.hasSuffix(".swift") {
                    found.append((path, try RepositoryFile.text(path)))
                } else if !name.contains(".") {
                    folders.append(path)
                }
            }
        }
        return found
    }

    @Test("are there in both languages for every key that is asked for")
    func complete() throws {
        let missing = try usedKeys().filter { catalogue[$0] == nil && catalogue[$0 + ".title"] == nil }
        #expect(missing.isEmpty)
        for (key, entry) in catalogue {
            #expect(!entry.english.isEmpty && !entry.traditionalChinese.isEmpty, "\(key)")
            // But for the commas in numbers.
            let foreign = entry.traditionalChinese.firstMatch(of: #/[,;?!](?!\d)/#)
            #expect(foreign == nil, "\(key): punctuation of the other language")
        }
    }

    @Test("have the same places to fill in in both languages")
    func places() {
        for (key, entry) in catalogue {
            let english = places(entry.english)
            #expect(english == places(entry.traditionalChinese), "\(key)")
            if let one = entry.one { #expect(places(one).isSubset(of: english), "\(key)") }
        }
    }

    private func places(_ text: String) -> Set<String> {
        Set(text.matches(of: #/\{([a-z]+)\}/#).map { String($0.1) })
    }

    @Test(
        "read right in English for one and for several",
        arguments: [
            ("headline.waiting", "1 waits to retry", "1,234 wait to retry"),
            ("headline.needs", "1 needs you", "1,234 need you"),
            ("jobs.count", "1 job", "1,234 jobs"),
            ("needs.labs", "in 1 lab", "in 1,234 labs"),
            ("alarms.times", "reported once", "reported 1,234 times"),
            ("duration.days", "1 day", "1,234 days"),
        ]
    )
    func plurals(key: String, one: String, many: String) {
        let texts = Texts(catalogue, language: .english)
        #expect(texts(key, count: 1) == one)
        #expect(texts(key, count: 1234) == many)
    }

    /// A text that has a number beside a noun in the plural needs another form for 1.
    @Test("have a form for one wherever a number stands before a plural")
    func singulars() {
        // Units have no plural, and a full page of a list has always more than one row.
        let exempt = ["duration.milliseconds", "computers.foundmore"]
        for (key, entry) in catalogue where entry.one == nil && !exempt.contains(key) {
            #expect(entry.english.firstMatch(of: #/\{n\} (more )?[a-z]+s\b/#) == nil, "\(key): \(entry.english)")
        }
    }

    @Test(
        "write stretches of time in their largest units",
        arguments: [
            (0, "0 s", "0 秒"), (59, "59 s", "59 秒"), (90, "2 min", "2 分鐘"), (360, "6 min", "6 分鐘"),
            (3599, "1 h", "1 小時"), (7500, "2 h 5 min", "2 小時 5 分鐘"), (86_400, "1 day", "1 天"),
            (259_200, "3 days", "3 天"),
        ]
    )
    func durations(seconds: Int, english: String, chinese: String) {
        #expect(Texts(catalogue, language: .english).duration(.seconds(seconds)) == english)
        #expect(Texts(catalogue, language: .traditionalChinese).duration(.seconds(seconds)) == chinese)
    }

    @Test("do not fill in what a name brings along")
    func names() {
        let texts = Texts(catalogue, language: .english)
        #expect(texts("failure.computer", ["name": "{name}{n}"]).hasPrefix("There is no computer “{name}{n}”."))
    }
}
