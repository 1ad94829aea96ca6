import TestSupport

/// Ways in which one and the same output comes out differently, and ways in which it is spoilt.
enum TranscriptMutation {
    // MARK: The same output

    /// The text with other line ends, in another encoding, with what terminals and consoles put around it.
    static func dressed(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
        var text = text
        if Bool.random(using: &random) { text = surrounded(text, &random) }
        let end = ["\n", "\r\n", "\r\r\n", "\r", " \r\n", "\u{1B}[0m\n"].randomElement(using: &random) ?? "\n"
        return encoded(text.replacing("\n", with: end), &random)
    }

    /// The text with other commands and what those print before and behind it.
    static func surrounded(_ text: String, _ random: inout SeededGenerator) -> String {
        (0..<2).map { _ in other(&random) }.joined() + text + "\n" + other(&random)
    }

    /// The text as a console of so many columns shows it.
    static func wrapped(_ text: String, at width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var wrapped = ""
            var columns = 0
            for scalar in line.unicodeScalars {
                let size = scalar.value >= 0x2E80 ? 2 : 1
                if columns + size > width {
                    wrapped += "\n"
                    columns = 0
                }
                wrapped.unicodeScalars.append(scalar)
                columns += size
            }
            return wrapped
        }.joined(separator: "\n")
    }

    /// Output of `slmgr.vbs` as if in a language that nobody has seen: other words, other colons; what is not
    /// translated stays.
    static func translated(_ text: String, _ random: inout SeededGenerator) -> String {
        let colon = [":", "：", " :", "\u{A0}:"].randomElement(using: &random) ?? ":"
        let alphabet = Array(
            ["абвгдежзиклмн", "電算數授權的狀態已", "ライセンス認可", "äöüßéèçñø", "אבגדהוזח", "กขคงจฉ", "가나다라마"]
                .randomElement(using: &random) ?? "abc"
        )
        // Words of one stem ("Activating", "activated") stay so.
        var stems: [String: String] = [:]
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: " ", omittingEmptySubsequences: false).map { word in
                let letters = word.prefix { $0.isLetter }
                let rest = word.dropFirst(letters.count)
                let isWord = letters.count > 1 && !kept.contains(String(letters)) && !kept.contains(String(word))
                guard isWord, [":", ".", ",", ""].contains(rest) else { return String(word) }
                let stem = letters.lowercased().prefix(7)
                let other =
                    stems[String(stem)]
                    ?? String(
                        (0..<Int.random(in: 5...8, using: &random)).compactMap { _ in
                            alphabet.randomElement(using: &random)
                        }
                    )
                stems[String(stem)] = other
                return other + (rest == ":" ? colon : String(rest))
            }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// What stays in every language: names and descriptions of products, and of the programs.
    private static let kept: Set<String> = [
        "Windows", "Education", "Enterprise", "edition", "channel", "Office", "Operating", "System", "Script", "Host",
        "Microsoft", "Server", "ServerDatacenter", "Corporation", "Volume:GVLK", "Version", "VOLUME", "RETAIL",
    ]

    // MARK: Spoilt output

    /// The bytes without their beginning, or their end, or a piece in the middle.
    static func cut(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return Array(bytes[place...])
        case 1:
            let other = Int.random(in: place...bytes.count, using: &random)
            return Array(bytes[place..<other])
        default: return Array(bytes[..<place])
        }
    }

    /// The text with lines of others somewhere between its own.
    static func interleaved(_ text: String, _ random: inout SeededGenerator) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let line = between.randomElement(using: &random) ?? ""
            lines.insert(line, at: Int.random(in: 0...lines.count, using: &random))
        }
        return lines.joined(separator: "\n")
    }

    /// Lines that turn up between others: typed ahead, of a batch file, of the console.
    private static let between = [
        "", "C:\\Windows\\System32>", "C:\\>echo on", "PS C:\\Users\\lab> ", "請按任意鍵繼續 . . . ", "^C",
        "Press any key to continue . . .", "要終止批次工作嗎 (Y/N)? ", "Terminate batch job (Y/N)? y",
        "lab-admin@LAB-17 C:\\Users\\lab-admin>cd \\",
    ]

    // MARK: Parts

    private static func other(_ random: inout SeededGenerator) -> String {
        [
            "", "\n\n", "C:\\>\n", "Microsoft Windows [Version 10.0.19045.4046]\n(c) Microsoft Corporation.\n\nC:\\>\n",
            "C:\\>ping -n 1 192.0.2.1\n\nPinging 192.0.2.1 with 32 bytes of data:\n"
                + "Reply from 192.0.2.1: Destination host unreachable.\n\nPing statistics for 192.0.2.1:\n\nC:\\>\n",
            "D:\\tools>ipconfig\n\nWindows IP Configuration\n\n   IPv4 Address. . . . . : 192.0.2.3\n\nD:\\tools>\n",
            "C:\\>nslookup -type=srv _vlmcs._tcp\nServer:  dns.campus.example\nAddress:  192.0.2.53\n\nC:\\>\n",
            "PS C:\\Users\\lab> hostname\nLAB-17\nPS C:\\Users\\lab>\n", "C:\\>pause\n請按任意鍵繼續 . . . \n\nC:\\>\n",
        ].randomElement(using: &random) ?? ""
    }

    private static func encoded(_ text: String, _ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        case 1: return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        case 2: return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        default: return Array(text.utf8)
        }
    }
}
