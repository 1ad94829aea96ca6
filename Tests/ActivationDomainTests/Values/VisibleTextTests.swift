import ActivationDomain
import Testing

@Suite("Text from outside on a terminal")
struct VisibleTextTests {
    @Test(
        "shows what would command the terminal",
        arguments: [
            ("\u{1B}[2J", "\\u{1B}[2J"), ("a\nb\r\n", "a\\u{A}b\\u{D}\\u{A}"), ("\u{9B}1m", "\\u{9B}1m"),
            ("x\u{202E}y", "x\\u{202E}y"), ("\u{2028}\u{2069}\u{7F}", "\\u{2028}\\u{2069}\\u{7F}"),
        ]
    )
    func commands(text: String, shown: String) {
        #expect(text.visible == shown)
    }

    @Test("leaves all else as it is", arguments: ["", "A101-01", "電腦-4", "é👩‍🏫", "a\u{A0}b"])
    func others(text: String) {
        #expect(text.visible == text)
    }
}
