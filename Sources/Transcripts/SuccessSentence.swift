/// The sentence with which `slmgr.vbs /ato` says that it has activated a product, in any language.
///
/// Nobody has a list of these sentences. But each says of the product what the line before it announces ("Activating …",
/// "… activated"), so that both have the beginning of a word in common; and it is one plain sentence, without numbers,
/// quotation marks, brackets or dashes. Lines of batch files, of consoles and of connections that end are not both. A
/// sentence that denies it could be; so where the language is known, the word that affirms it has to be there too.
struct SuccessSentence {
    /// Nil for a line that is none, or that may be another program's.
    init?(_ text: String, of announcement: String) {
        guard !text.unicodeScalars.contains(where: SuccessSentence.isForeign), !text.hasSuffix("..."),
            !text.hasSuffix("…"), SuccessSentence.isEnded(text) || text.contains(where: { !$0.isASCII })
        else { return nil }
        let (announced, lowered) = (announcement.lowercased(), text.lowercased())
        guard !lowered.contains("script"), !announced.contains("activating") || lowered.contains("activated") else {
            return nil
        }
        let isDenied = SuccessSentence.affirmations.contains { stem, words in
            announced.contains(stem) && !words.contains { text.contains($0) }
        }
        guard !isDenied else { return nil }
        guard SuccessSentence.isUnreadable(text, announcement) || SuccessSentence.isRelated(text, announcement) else {
            return nil
        }
    }

    /// The stem of an announcement, and what the success in its language has.
    private static let affirmations = [
        ("activating", ["successfully"]), ("aktivier", ["erfolgreich"]), ("啟用", ["成功", "順利"]), ("激活", ["成功"]),
        ("認証", ["正常"]),
    ]

    static func isEnded(_ text: String) -> Bool {
        text.last.map { ".。!！।".contains($0) } ?? false
    }

    private static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.numericType != nil && scalar.value < 0x2E80
            || "\"()[]{}<>/\\=_-*?？（）:：|&%#@".unicodeScalars.contains(scalar)
    }

    /// In a code page that cannot be told both are without any letter; a line of another program's has some.
    private static func isUnreadable(_ text: String, _ announcement: String) -> Bool {
        func isUnknown(_ text: String) -> Bool {
            text.contains("\u{FFFD}") && !text.contains { $0.isLetter && $0 != "\u{FFFD}" }
        }
        return isUnknown(text) && isUnknown(announcement)
    }

    private static func isRelated(_ text: String, _ announcement: String) -> Bool {
        let (words, announced) = (words(in: text), words(in: announcement))
        let isStem = announced.contains { word in
            let stem = word.prefix(isHangul(word) ? 2 : 5)
            guard stem.count == 5 || (stem.count == 2 && isHangul(word)) else { return false }
            return words.contains { $0.contains(stem) }
        }
        return isStem || !pairs(in: text).isDisjoint(with: pairs(in: announcement))
    }

    private static func words(in text: String) -> [String] {
        text.lowercased().split { !$0.isLetter }.map(String.init)
    }

    private static func isHangul(_ word: String) -> Bool {
        word.unicodeScalars.first.map { (0xAC00...0xD7A3).contains($0.value) } ?? false
    }

    /// Two Chinese characters side by side, which is what a word has in Chinese and Japanese; "正在" only says that
    /// something goes on.
    private static func pairs(in text: String) -> Set<String> {
        let characters = Array(text)
        var pairs: Set<String> = []
        for (first, second) in zip(characters, characters.dropFirst()) where isChinese(first) && isChinese(second) {
            pairs.insert(String([first, second]))
        }
        return pairs.subtracting(["正在"])
    }

    private static func isChinese(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x3400...0x9FFF).contains($0.value) } ?? false
    }
}
