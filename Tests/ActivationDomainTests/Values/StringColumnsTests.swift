import ActivationDomain
import Testing

@Suite("Columns of a text")
struct StringColumnsTests {
    @Test(
        "wide characters take two, marks none",
        arguments: [
            ("", 0), ("A101-07", 7), ("教室", 4), ("教室-02", 7), ("ｶﾅ", 2), ("ＡＢ", 4), ("e\u{301}", 1), ("한글", 4),
            ("ü…–", 3), ("😀", 2), ("𠀀", 2), ("，。", 4),
        ]
    )
    func columns(text: String, count: Int) {
        #expect(text.columns == count)
    }
}
