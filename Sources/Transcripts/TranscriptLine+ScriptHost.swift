extension TranscriptLine {
    /// What the line says of Windows Script Host; nil when it says nothing of it.
    ///
    /// The sentences are translated, but name the script host or the program in quotation marks.
    var scriptHostState: Transcript.ScriptHost? {
        guard text.utf8.count > 10 else { return nil }
        if text.contains("CScript"), text.contains("\"VBScript\"") { return .missing }
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
