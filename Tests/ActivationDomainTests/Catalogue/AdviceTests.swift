import ActivationDomain
import Testing

/// Advice goes out with the last attempt as well as with the first, and any limit may be lowered by a setting.
@Suite("Advice")
struct AdviceTests {
    private func entries() throws -> [ErrorCatalogue.Entry] {
        let catalogue = try EventFixture.catalogue()
        return Array(catalogue.entries.values) + [catalogue.entry(ErrorCode(hresult: 0xDEAD_BEEF))]
    }

    private func name(_ entry: ErrorCatalogue.Entry) -> String { entry.code?.text ?? "unknown" }

    @Test("promises a further attempt only while attempts are left")
    func promises() throws {
        for entry in try entries() {
            let english = entry.advice[.english].lowercased()
            let chinese = entry.advice[.traditionalChinese]
            for sentence in english.split(separator: #/[.;:] /#) {
                let promises =
                    sentence.contains(/tried (again|once)|(another|next|each) attempt|attempts? follow|follow by/)
                    && !sentence.contains("not tried again")
                #expect(!promises || sentence.contains("while attempts are left"), "\(name(entry)): \(sentence)")
            }
            for sentence in chinese.split(separator: /[。；：]/) {
                let promises =
                    sentence.contains(/再試|重試|下次嘗試|每次嘗試|自動完成/)
                    && !sentence.contains("不會自動重試") && !sentence.contains("重試沒有作用")
                #expect(!promises || sentence.contains("只要還有嘗試次數"), "\(name(entry)): \(sentence)")
            }
        }
    }

    @Test("says so in both languages, and not where there is one attempt only")
    func languages() throws {
        for entry in try entries() {
            let english = entry.advice[.english].lowercased().contains("while attempts are left")
            let chinese = entry.advice[.traditionalChinese].contains("只要還有嘗試次數")
            #expect(english == chinese, "\(name(entry))")
            #expect(!english || entry.policy.attempts > 1, "\(name(entry))")
        }
    }
}
