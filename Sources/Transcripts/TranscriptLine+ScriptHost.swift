extension TranscriptLine {
    /// Whether the script host, or the console, names a script: a path in the quotation marks of some language, or the
    /// script of Office alone as a command that the console does not know.
    var namesScript: Bool {
        let lowered = text.lowercased()
        if lowered.contains(".vbs\"") || lowered.contains("'ospp.vbs'") || lowered.hasPrefix("ospp.vbs : ") {
            return true
        }
        return text.contains(":\\")
            && [".vbs”", ".vbs»", ".vbs »", ".vbs \u{FFFD}", ".vbs\u{A0}»", ".vbs“", ".vbs」", ".vbs\u{FFFD}"]
                .contains { text.lowercased().contains($0) }
    }

    /// What the line says of Windows Script Host; nil when it says nothing of it.
    ///
    /// The sentences are translated, but name the script host or the program in quotation marks.
    var scriptHostState: Transcript.ScriptHost? {
        guard text.utf8.count > 10 else { return nil }
        if text.contains("CScript"), text.contains("\"VBScript\"") { return .missing }
        // There is no engine for the ending.
        if ["\".vbs\"", "“.vbs”", "« .vbs »", "'.vbs'"].contains(where: text.contains) { return .missing }
        let lowered = text.lowercased()
        for name in ["cscript", "cscript.exe", "slmgr", "slmgr.vbs"] {
            // By cmd.exe, and by PowerShell.
            if lowered.contains("'\(name)'") || lowered.contains("\"\(name)\"") || lowered.hasPrefix("\(name) : ") {
                return .missing
            }
        }
        let caption = "Windows Script Host"
        guard text.contains(caption), !text.contains("Microsoft"), withoutCaption.text == text,
            SlmgrActivation(self, after: nil) == nil,
            Scan.codes(in: text).isEmpty
        else { return nil }
        return .switchedOff
    }
}
