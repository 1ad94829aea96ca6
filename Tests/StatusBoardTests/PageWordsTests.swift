import ActivationDomain
import Testing

@testable import StatusBoard

@Suite("A page's address and text")
struct PageWordsTests {
    @Test("escapes by bytes, so that an accent behind a quotation mark does not free it")
    func escaping() {
        let accents = "a\"\u{301} onclick=x <\u{338}b> & 'c'"
        let escaped = "a&quot;\u{301} onclick=x &lt;\u{338}b&gt; &amp; &#39;c&#39;"
        #expect(HTMLText.escape(accents) == escaped)
        #expect(HTMLText.escape("line\r\nevent: x") == "line&#13;\nevent: x")
        #expect(HTMLText.escape("教室 A101") == "教室 A101")
    }

    @Test(
        "is read and written alike",
        arguments: [
            "/", "/jobs?campaign=2026-autumn&state=failed&state=refused", "/computers/a%2Fb%20%E6%95%99%3C",
            "/jobs?code=0xC004F074",
        ]
    )
    func addresses(text: String) throws {
        #expect(try #require(PageAddress(text: text)).text == text)
    }

    @Test("takes what forms send, and refuses what is no path")
    func forms() throws {
        let address = try #require(PageAddress(text: "/jobs?lab=A+101&site=&state=failed&x&%zz=%zz#end"))
        #expect(address["lab"] == "A 101")
        #expect(address["site"] == nil)
        #expect(address.all("state") == ["failed"])
        #expect(PageAddress(text: "http://elsewhere.example/") == nil)
        #expect(PageAddress(text: "") == nil)
        #expect(PageAddress(text: "/" + String(repeating: "a", count: 5000)) == nil)
    }

    @Test(
        "is in the language that a browser would rather have",
        arguments: [
            ("", Language.english), ("de", .english), ("zh-TW,zh;q=0.9,en;q=0.8", .traditionalChinese),
            ("en-GB,en;q=0.9,zh-Hant;q=0.8", .english), ("zh;q=0.5, en;q=0.9", .english),
            ("fr, zh-HK;q=0.1", .traditionalChinese),
            (";;;q=,,zh;q=x", .traditionalChinese),
        ]
    )
    func languages(header: String, language: Language) {
        #expect(PageVisitor.preferred(header) == language)
    }

    @Test("goes into an event line by line, whatever ends them")
    func events() {
        #expect(
            EventText(name: "page", lines: "a\nb\r\nc\rd").text
                == "event: page\ndata: a\ndata: b\ndata: \ndata: c\ndata: d\n\n"
        )
        #expect(EventText(name: "same", lines: "").text == "event: same\ndata: \n\n")
    }
}
