/// What `cmd.exe` says of a command that it could not carry out: a system message of Windows, alone in a line.
///
/// Batch files print no prompts, so that nothing else shows that a command was there. The sentences are only known in some
/// languages; they serve to doubt, and prove nothing.
enum ConsoleRefusal {
    /// ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, the drive: the folder of `ospp.vbs`, or the script, is not there.
    case notFound
    /// ERROR_ACCESS_DENIED, ERROR_BAD_NETPATH, ERROR_LOGON_FAILURE: a computer was not reached.
    case notReached

    /// Nil for any other line.
    init?(_ text: String) {
        // psexec, which is not translated.
        if text.hasPrefix("Couldn't access ") {
            self = .notReached
            return
        }
        let sentence = text.trimmingBlanks.lowercased().trimmingSuffix { ".。".contains($0) }
        if Self.missing.contains(sentence) {
            self = .notFound
        } else if Self.refused.contains(sentence) {
            self = .notReached
        } else {
            return nil
        }
    }

    private static let missing: Set<String> = [
        "the system cannot find the path specified", "the system cannot find the file specified",
        "the system cannot find the drive specified", "das system kann den angegebenen pfad nicht finden",
        "das system kann die angegebene datei nicht finden", "das system kann das angegebene laufwerk nicht finden",
        "系统找不到指定的路径", "系统找不到指定的文件", "系统找不到指定的驱动器", "系統找不到指定的路徑", "系統找不到指定的檔案",
        "系統找不到指定的磁碟機", "指定されたパスが見つかりません", "指定されたファイルが見つかりません", "指定されたドライブが見つかりません",
    ]

    private static let refused: Set<String> = [
        "access is denied", "the network path was not found", "the user name or password is incorrect",
        "zugriff verweigert", "der netzwerkpfad wurde nicht gefunden", "拒绝访问", "找不到网络路径", "存取被拒", "找不到網路路徑",
        "アクセスが拒否されました", "ネットワーク パスが見つかりません",
    ]
}

extension StringProtocol {
    fileprivate func trimmingSuffix(_ isOut: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isOut(last) { text = text.dropLast() }
        return String(text)
    }
}
