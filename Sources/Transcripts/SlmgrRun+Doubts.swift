import ActivationDomain

/// Lines that nothing has read, although something of the scripts is in them.
extension SlmgrRun {
    /// Takes a line that speaks of licensing in a form that nobody knows; it stands as unknown beside what is known.
    ///
    /// - Returns: whether it is such a line.
    mutating func doubt(_ line: TranscriptLine) -> Bool {
        // Behind prompts it is another command's, such as one that shows a log.
        guard !isAmongPrompts else { return false }
        let code = line.licensingCode
        guard code != nil || line.hasMarkOfOspp else { return false }
        endPart(isWhole: true)
        // The code again, in what a console has broken off.
        guard code == nil || items.last?.code != code else { return true }
        var item = Transcript.Item(line.hasMarkOfOspp ? .ospp : .script, .unknown)
        item.code = code
        // Alone it may be any program's.
        item.isOfConsole = true
        if items.last != item { items.append(item) }
        return true
    }
}

extension TranscriptLine {
    /// Whether it has a label or an outcome of `ospp.vbs` behind something else, such as the mark of a list or of a reply.
    var hasMarkOfOspp: Bool {
        ["ERROR CODE:", "LICENSE STATUS:", "---NOTIFICATIONS---", "_GRACE---", "---Processing---"].contains {
            text.contains($0)
        }
    }

    /// A code that licensing alone has, as such or as the number with which a script has ended.
    fileprivate var licensingCode: ErrorCode? {
        if let code = Scan.codes(in: text).map(\.code).first(where: \.isOfLicensing) { return code }
        guard text.contains("-107") else { return nil }
        let numbers = text.split { !($0.isASCII && $0.isNumber) && $0 != "-" }.compactMap { Int32($0) }
        return numbers.map { ErrorCode(hresult: UInt32(bitPattern: $0)) }.first(where: \.isOfLicensing)
    }
}
