import ActivationDomain

/// How `slmgr.vbs` writes errors in every language: a word, a colon, a code, a sentence.
enum SlmgrError {
    /// The first code that is one of the script's own; others are parts of commands that it advises, or of links.
    static func firstCode(in text: String) -> Scan.Code? {
        Scan.codes(in: text).first { code in
            let before = text.part(to: code.range.lowerBound).trimmingBlanks.lowercased()
            let isOfRecord = text.part(from: code.range.upperBound).trimmingBlanks.hasPrefix(",")
            let isOfCommand = ["0x2a", "ddescr:", "#error"].contains { before.hasSuffix($0) }
            return !isOfRecord && !isOfCommand && !before.hasSuffix(",") && isError(code.code)
        }
    }

    /// Whether a number can be an error of Windows; other programs' logs are full of addresses and flags.
    private static func isError(_ code: ErrorCode) -> Bool {
        guard let value = code.hresult, value & 0xFFFF != 0 else { return false }
        return value >> 28 == 0x8 || [0xC0, 0xD0, 0x40].contains(value >> 24)
    }

    /// Whether a code is one of the ways to a computer: RPC and Windows itself, WMI and COM, WinRM.
    private static func isOfConnection(_ code: ErrorCode) -> Bool {
        code.hresult.map { [0x8000, 0x8001, 0x8004, 0x8007, 0x800A, 0x8033].contains($0 >> 16) } ?? false
    }

    /// Whether a colon stands before the code.
    static func isLed(in text: String) -> Bool {
        firstCode(in: text).map { hasColon(text.part(to: $0.range.lowerBound).trimmingBlanks) } ?? false
    }

    static func code(in text: String) -> ErrorCode? { firstCode(in: text)?.code }

    /// The code in the command that shows an error's sentence, which the script advises where it has none itself.
    static func hintedCode(in text: String) -> ErrorCode? {
        let lowered = text.lowercased()
        guard lowered.contains("slui"), lowered.contains("0x2a") else { return nil }
        return Scan.codes(in: text).first { isError($0.code) }?.code
    }

    /// Whether a text has a colon that is no part of a time, a host, an address or a path.
    static func hasColon(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if scalar == "：" || scalar == "︰" || scalar == "﹕" { return true }
            guard scalar == ":" else { continue }
            guard index + 1 < scalars.count else { return true }
            let next = scalars[index + 1]
            if !("0"..."9").contains(next), next != "/", next != "\\" { return true }
        }
        return false
    }

    /// Whether a line is an error as the script prints it: one word, a colon, a code, a sentence.
    ///
    /// In no language is it more than a word; the lines of other programs begin with times, names and sentences.
    static func isWhole(_ text: String) -> Bool {
        guard isLabelled(text), let code = firstCode(in: text) else { return false }
        return hasSentence(behind: code, in: text)
    }

    /// Whether a line has one word, a colon, a code; the sentence may be missing.
    static func isLabelled(_ text: String) -> Bool {
        guard let code = firstCode(in: text) else { return false }
        let before = text.part(to: code.range.lowerBound).trimmingBlanks
        guard let colon = before.last, ":：︰﹕".contains(colon) else { return false }
        let label = before.dropLast().trimmingBlanks
        let behind = text.part(from: code.range.upperBound)
        return !label.isEmpty && label.columns <= 24
            && label.unicodeScalars.allSatisfy { !$0.isBlank && (!$0.isASCII || $0.properties.isAlphabetic) }
            && (behind.isEmpty || hasSentence(behind: code, in: text))
    }

    /// Whether a line is the reason in a listing: a label, a code and no more than what stands in brackets.
    static func isReason(_ text: String) -> Bool {
        guard let line = LabelledLine(text), line.value.hasPrefix("0x"), line.label.count <= 40 else { return false }
        let behind = line.value.dropFirst(10).trimmingBlanks
        return behind.isEmpty || [".", "。", "(", "（"].contains { behind.hasPrefix($0) }
    }

    private static func hasSentence(behind code: Scan.Code, in text: String) -> Bool {
        let behind = text.part(from: code.range.upperBound)
        return behind.first.map { !$0.isASCII || $0 == " " } ?? false
            && behind.contains { $0.isLetter || $0 == "\u{FFFD}" }
    }

    /// The outcome of a line with a code that belongs to no product.
    ///
    /// Behind `word:` it is an error of the product. Within a sentence it is one of the connection to the computer: the
    /// script says so before it knows any product, and the same code would mean something else there.
    ///
    /// Of a line that may be another program's it takes the whole form, or word, colon and code where licensing alone has
    /// the code.
    ///
    /// - Parameters:
    ///   - text: the line.
    ///   - isKnown: whether the line is the script's for certain.
    /// - Returns: nil for a line that has no error of the script.
    static func item(in text: String, isKnown: Bool) -> Transcript.Item? {
        guard let code = firstCode(in: text) else { return nil }
        let before = text.part(to: code.range.lowerBound).trimmingBlanks
        var item = Transcript.Item(.slmgr, .failed)
        item.code = code.code
        // Logs, web addresses and people quote such codes too, so that alone it needs the form as well.
        if code.code.isOfLicensing { return isLabelled(text) || (isKnown && !before.hasSuffix("=")) ? item : nil }
        if before.isEmpty || hasColon(before) { return isKnown || isWhole(text) && isOfScript(code.code) ? item : nil }
        let isSentence = hasSentence(behind: code, in: text) && !before.hasSuffix("=")
        guard isOfConnection(code.code), isKnown || isSentence else { return nil }
        item.result = .unreachable
        return item
    }

    /// An error of the way to a computer behind another one's outcome: a code within a sentence, not in brackets.
    static func connection(in text: String) -> Transcript.Item? {
        guard let code = firstCode(in: text), !code.code.isOfLicensing,
            let item = item(in: text, isKnown: false), item.result == .unreachable,
            let before = text.part(to: code.range.lowerBound).last, !"(（[=,".contains(before)
        else { return nil }
        return item
    }

    /// An error without a code: the script's word for it, a colon and a sentence that does not tell how it went.
    ///
    /// Windows' own programs write the word in capitals, and quote what they speak of; a window of the script host has its
    /// code in a line of its own.
    static func plain(in text: String) -> Transcript.Item? {
        guard let line = LabelledLine(text), !line.value.isEmpty, Scan.codes(in: text).isEmpty else { return nil }
        let label = line.label.trimmingBlanks
        var item = Transcript.Item(.slmgr, .unknown)
        if label == "Code", line.value.utf8.count == 8, let value = UInt32(line.value, radix: 16), value >> 31 == 1 {
            (item.result, item.code) = (.failed, ErrorCode(hresult: value))
            return item
        }
        let isSentence = line.value.contains { $0.isLetter } && !line.value.contains { "\"\\“".contains($0) }
        // Alone it may be any program's.
        item.isOfConsole = true
        return words.contains(label) && isSentence && !line.value.hasPrefix("0x") ? item : nil
    }

    private static let words: Set<String> = [
        "Error", "Fehler", "Erreur", "Errore", "Erro", "错误", "錯誤", "エラー", "오류", "Ошибка", "Fout", "Fel", "Fejl", "Feil",
        "Virhe", "Chyba", "Błąd", "Hata",
    ]

    /// Whether a code can come from a script: an HRESULT, or the status of a driver as one.
    private static func isOfScript(_ code: ErrorCode) -> Bool {
        code.hresult.map { $0 >> 28 == 0x8 || $0 >> 24 == 0xD0 } ?? false
    }
}

extension ErrorCode {
    /// Whether the code is of Windows' licensing, and of no other program.
    var isOfLicensing: Bool { hresult.map { $0 >> 16 == 0xC004 || $0 >> 16 == 0x4004 } ?? false }
}
