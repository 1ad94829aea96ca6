import ActivationDomain
import Testing

@Suite("Problems of an error catalogue")
struct ErrorCatalogueProblemTests {
    private static let title = "title: { en: a, zh-Hant: 甲 }, advice: { en: b, zh-Hant: 乙 }"
    private static let unknown = "unknown: { class: permanent, \(title) }\n"

    private static func classes(_ transient: String) -> String {
        "classes:\n  transient: \(transient)\n"
            + ["count", "clock", "unreachable", "information", "permanent", "access", "not-ours"]
            .map { "  \($0): { attempts: 1 }\n" }.joined()
    }

    private static let sound = classes("{ attempts: 3, backoff: { first: 30s, factor: 2, most: 1h, jitter: 0.5 } }")

    private static func codes(_ more: String...) -> String {
        let own = ErrorCode.own.map { "  - { code: \($0), class: permanent, \(title) }\n" }
        return "codes:\n" + own.joined() + more.map { "\($0)\n" }.joined()
    }

    private static func entry(_ fault: String, _ says: String) -> CatalogueFault {
        CatalogueFault(text: sound + unknown + codes(fault), says: says)
    }

    private static func backoff(_ fault: String, _ says: String) -> CatalogueFault {
        CatalogueFault(text: classes(fault) + unknown + codes(), says: says)
    }

    @Test("are none in the text that the others are made of")
    func none() throws {
        let catalogue = try ErrorCatalogue(yaml: Self.sound + Self.unknown + Self.codes(), file: "errors.yaml")
        #expect(catalogue.entries.count == ErrorCode.own.count)
    }

    @Test(
        "are named with their line",
        arguments: [
            entry("  - { code: rollcall_tls, class: permanent, \(title) } #!", "the code ROLLCALL_TLS is listed twice"),
            entry("  - { code: 0xC004, class: permanent, \(title) } #!", "\"0xC004\" is no code"),
            entry("  - { code: +C004F07, class: permanent, \(title) } #!", "\"+C004F07\" is no code"),
            entry("  - { class: permanent, \(title) } #!", "an entry of codes has no code"),
            entry("  - { code: 0x00000001, \(title) } #!", "0x00000001 has no class"),
            entry("  - 0x00000001 #!", "an entry of codes must be a mapping"),
            entry(
                "  - code: 0x00000001\n    class: fatal #!\n    symbol: A",
                "0x00000001 has an unknown class \"fatal\""
            ),
            entry("  - code: 0x00000001\n    class: count\n    wait: 3m #!", "0x00000001 has an unknown key \"wait\""),
            entry("  - code: 0x00000001\n    class: count #!\n    class: count", "twice"),
            entry(
                "  - code: 0x00000001\n    class: permanent\n    title: { en: a } #!\n    advice: { en: b, zh-Hant: 乙 }",
                "title of 0x00000001 is missing in zh-Hant"
            ),
            entry(
                "  - code: 0x00000001\n    class: permanent\n    title: { en: a, zh-Hant: 甲 }\n    advice:\n      zh-Hant: 乙 #!",
                "advice of 0x00000001 is missing in en"
            ),
            entry(
                "  - code: 0x00000001\n    class: permanent\n    title:\n      en: a\n      zh-Hant: '' #!\n    advice: {}",
                "title of 0x00000001 in zh-Hant must be a text"
            ),
            entry(
                "  - { code: 0x00000001, class: permanent, attempts: 2, \(title) } #!",
                "has 2 attempts but no backoff"
            ),
            entry("  - { code: 0x00000001, class: count, attempts: 0, \(title) } #!", "attempts of 0x00000001 must be"),
            entry("  - { code: 0x00000001, class: count, alarm: pager, \(title) } #!", "can only be kms-host"),
            entry(
                "  - { code: 0x00000001, class: count, mend: reboot, \(title) } #!",
                "can only be licensing-service or clock"
            ),
            entry("  - { code: 0x00000001, class: count, wrapper: 7, \(title) } #!", "must be true or false"),
            backoff("{ attempts: 3 } #!", "transient has 3 attempts but no backoff"),
            backoff("{ backoff: {} } #!", "transient has no attempts"),
            backoff("{ attempts: many } #!", "attempts of transient must be a whole number"),
            backoff(
                "{ attempts: 3, backoff: { first: 30s, factor: 2, most: 1h } } #!",
                "backoff of transient has no jitter"
            ),
            backoff(
                "\n    attempts: 3\n    backoff:\n      first: 5 minutes #!\n      factor: 2\n      most: 1h\n      jitter: 0",
                "first must be a time such as 30s"
            ),
            backoff(
                "{ attempts: 3, backoff: { first: 0s, factor: 2, most: 1h, jitter: 0 } } #!",
                "first must be a time"
            ),
            backoff(
                "{ attempts: 3, backoff: { first: 90, factor: 2, most: 1h, jitter: 0 } } #!",
                "first must be a time"
            ),
            backoff(
                "{ attempts: 3, backoff: { first: -5s, factor: 2, most: 1h, jitter: 0 } } #!",
                "first must be a time"
            ),
            backoff("{ attempts: 3, backoff: { first: 1h, factor: 2, most: 5m, jitter: 0 } } #!", "shorter than first"),
            backoff("{ attempts: 3, backoff: { first: 1s, factor: .5, most: 5m, jitter: 0 } } #!", "factor must be"),
            backoff("{ attempts: 3, backoff: { first: 1s, factor: 2, most: 5m, jitter: nan } } #!", "jitter must be"),
            backoff("{ attempts: 3, backoff: { first: 1s, factor: 2, most: 5m, jitter: 2 } } #!", "jitter must be"),
            CatalogueFault(
                text: sound + "  later: { attempts: 1 } #!\n" + unknown + codes(),
                says: "unknown key \"later\""
            ),
            CatalogueFault(text: "kinds: {} #!\n" + sound, says: "the file has an unknown key \"kinds\""),
            CatalogueFault(text: sound + unknown + "codes: {} #!\n", says: "codes must be a list"),
            CatalogueFault(text: sound + unknown + "codes: [] #!\n", says: "the code ROLLCALL_CONNECTION_REFUSED"),
            CatalogueFault(text: sound + "unknown: ] #!\n", says: "this is no YAML"),
            CatalogueFault(text: sound + "unknown: {\n  class: permanent\n  title: x #!\n", says: "this is no YAML"),
            CatalogueFault(text: "- a #!\n", says: "the file must be a mapping"),
        ]
    )
    func lines(fault: CatalogueFault) throws {
        let line = try #require(fault.line)
        let error = try #require(throws: CatalogueError.self) {
            try ErrorCatalogue(yaml: fault.text, file: "errors.yaml")
        }
        #expect(error.message.contains(fault.says), "\(error)")
        #expect(error.line == line, "\(error)")
        #expect(error.description.hasPrefix("errors.yaml:\(line): "))
    }

    @Test(
        "of the whole file have no line",
        arguments: ["", "# nothing\n", "classes: {}\n", "unknown: {}\ncodes: []\n"]
    )
    func wholeFile(text: String) throws {
        let error = try #require(throws: CatalogueError.self) { try ErrorCatalogue(yaml: text, file: "errors.yaml") }
        #expect(error.line == nil)
        #expect(error.description.hasPrefix("errors.yaml: the file "))
    }

    @Test("tell every code of our own that is missing", arguments: ErrorCode.own)
    func missing(code: ErrorCode) throws {
        let text = Self.sound + Self.unknown + Self.codes().replacing("code: \(code),", with: "code: 0x00000001,")
        let error = try #require(throws: CatalogueError.self) { try ErrorCatalogue(yaml: text, file: "errors.yaml") }
        #expect(error.message.contains("the code \(code), which the worker itself gives, is not listed"))
        #expect(error.line != nil)
    }
}
