import ActivationDomain

/// How psexec says that a script has ended.
///
/// It is not translated: `cscript exited on PC-17 with error code 0.`
struct ToolExit {
    let code: Int

    /// Nil for any other line.
    init?(_ text: String) {
        let mark = " with error code "
        guard text.contains(" exited on "), let range = text.firstRange(of: mark),
            let code = Int(text[range.upperBound...].prefix { $0 != "." && $0 != " " })
        else { return nil }
        self.code = code
    }

    /// What it comes to where the lines before show nothing: the scripts end with the code of their error.
    var item: Transcript.Item? {
        guard code != 0 else { return nil }
        var item = Transcript.Item(.script, .unknown)
        if let value = UInt32(exactly: code & 0xFFFF_FFFF), value >> 31 == 1 {
            (item.result, item.code) = (.failed, ErrorCode(hresult: value))
        }
        return item
    }
}
