import ActivationDomain
import Testing

@Suite("Routing keys of status events")
struct StatusRoutingKeyTests {
    @Test(
        "have words in lower case, with a dash for what has a meaning in keys",
        arguments: [
            ("main", "main"), ("A101", "a101"), ("office-2021", "office-2021"), ("b_2", "b_2"), ("", "-"),
            (".", "-"), ("a.b*c#d/e", "a-b-c-d-e"), ("Main Campus", "main-campus"), ("a\u{3000}b", "a-b"),
            ("a\u{A0}b", "a-b"), ("a\tb\nc", "a-b-c"), ("a\u{0}b", "a-b"), ("a\u{7F}b\u{85}c", "a-b-c"),
            ("電腦教室", "電腦教室"), ("ÄÖ", "äö"), ("Ａ棟", "ａ棟"), ("👩‍🏫", "👩‍🏫"), ("-", "-"),
        ]
    )
    func words(text: String, expected: String) {
        #expect(StatusRoutingKey.word(text) == expected)
    }

    @Test(
        "never have a dot inside a word, not even under an accent or in an emoji",
        arguments: [".\u{301}", "a.\u{20E3}b", "*️⃣", "#️⃣", "/\u{338}", "x.\u{FE0F}y"]
    )
    func combined(text: String) {
        let word = StatusRoutingKey.word(text)
        #expect(!word.utf8.contains { ".*#/".utf8.contains($0) }, "\(word)")
    }

    @Test("are cut at 60 bytes between characters")
    func cut() {
        #expect(StatusRoutingKey.word(String(repeating: "a", count: 61)) == String(repeating: "a", count: 60))
        #expect(StatusRoutingKey.word(String(repeating: "A", count: 60)) == String(repeating: "a", count: 60))
        #expect(StatusRoutingKey.word(String(repeating: "電", count: 20)) == String(repeating: "電", count: 20))
        #expect(StatusRoutingKey.word(String(repeating: "電", count: 21)) == String(repeating: "電", count: 20))
        #expect(
            StatusRoutingKey.word("a" + String(repeating: "電", count: 20)) == "a" + String(repeating: "電", count: 19)
        )
        // Eleven bytes each: a character of several scalars is kept whole or not at all.
        #expect(StatusRoutingKey.word(String(repeating: "👩‍🏫", count: 6)) == String(repeating: "👩‍🏫", count: 5))
        #expect(StatusRoutingKey.word("a" + String(repeating: "\u{301}", count: 40)) == "-")
    }

    @Test("are site, lab, product and state")
    func key() {
        let computer = Job.Computer(
            name: "PC-1",
            address: "127.0.0.1",
            assetTag: "T",
            site: "Main.Campus",
            lab: "電腦 教室",
            channel: .winrm
        )
        let job = Job(campaign: "c", computer: computer, product: "windows", enrolledAt: Timestamp(microseconds: 0))
        let event = ActivationEvent(job: job, state: .failed, source: "/rollcall/t", time: Timestamp(microseconds: 0))
        #expect(StatusRoutingKey.key(event) == "main-campus.電腦-教室.windows.failed")
    }

    @Test("of events that concern no job end with the last word of the type")
    func notices() {
        #expect(StatusRoutingKey.notice(.campaignEnrolled) == "-.-.-.enrolled")
        #expect(StatusRoutingKey.notice(.kmsHostAlarm) == "-.-.-.alarm")
        for kind in NoticeKind.allCases {
            let word = kind.lastWord
            #expect(!ActivationState.allCases.contains { $0.isLast && $0.rawValue == word })
        }
    }

    @Test("leave room for a name inside an event's source")
    func sourceWord() {
        #expect(StatusRoutingKey.sourceWord("host-1.campus_2") == "host-1.campus_2")
        #expect(StatusRoutingKey.sourceWord("a/b c?電") == "a-b-c--")
        #expect(StatusRoutingKey.sourceWord("") == "-")
    }
}
