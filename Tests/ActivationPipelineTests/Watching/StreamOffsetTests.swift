import ActivationPipeline
import Testing

@Suite("Where to begin reading the status stream")
struct StreamOffsetTests {
    @Test("at the first event, or an age back", arguments: ["first", "1s", "7D", "12h", "100Y", "1200M", "007m"])
    func taken(text: String) {
        #expect(StreamOffset(text)?.text == text)
    }

    @Test(
        "nothing else, and not before there were computers",
        arguments: [
            "", "D", "7", "7d", "7 D", "+7D", "-1D", "0h", "1.5h", "last", "next", "101Y", "9999999999Y",
            "99999999999999999999s", "3153600001s", "٧D",
        ]
    )
    func refused(text: String) {
        #expect(StreamOffset(text) == nil)
    }
}
