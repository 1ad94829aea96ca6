/// What the console, or a tool that runs commands on other computers, says of a command that it could not carry out.
///
/// Batch files print no prompts, so that nothing else shows that a command was there. The console's sentences are system
/// messages of Windows, alone in a line and only known in some languages; the tools are not translated. They serve to
/// doubt, and prove nothing.
enum ConsoleRefusal {
    /// ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, the drive: the folder of `ospp.vbs`, or the script, is not there.
    case notFound
    /// ERROR_ACCESS_DENIED, ERROR_BAD_NETPATH, ERROR_LOGON_FAILURE and the like: a computer was not reached, or nothing run.
    case notRun
    /// A tool did not reach a computer.
    case notReached
    /// The script has stopped with an error of its own, or only says how it is used.
    case stopped

    /// Nil for any other line.
    init?(_ text: String) {
        let sentence = text.trimmingBlanks.lowercased().trimmingSuffix { ".。".contains($0) }
        if Self.missing.contains(sentence) {
            self = .notFound
        } else if Self.refused.contains(sentence) {
            self = .notRun
        } else if Self.beginnings.contains(where: text.hasPrefix) || Self.isHostError(text)
            || Self.marks.contains(where: text.contains)
        {
            self = .notReached
        } else if Self.isRecap(text) {
            self = .notReached
        } else if Self.isScriptError(text) || text.contains("slmgr.vbs [") {
            self = .stopped
        } else {
            return nil
        }
    }

    /// `C:\…\slmgr.vbs(1131, 5) SWbemObjectEx: …`, which the script host prints in every language.
    private static func isScriptError(_ text: String) -> Bool {
        let lowered = text.lowercased()
        guard let range = lowered.firstRange(of: ".vbs(") else { return false }
        return lowered[range.upperBound...].first?.isNumber ?? false
    }

    /// `pc18 : ok=0 changed=0 unreachable=1 failed=0` of ansible.
    private static func isRecap(_ text: String) -> Bool {
        text.contains("ok=")
            && ["unreachable=", "failed="].contains { mark in
                text.firstRange(of: mark).map { ("1"..."9").contains(text[$0.upperBound...].first ?? "0") } ?? false
            }
    }

    /// `CScript Error: …`, an error of the script host's own: only its name is the same in every language.
    private static func isHostError(_ text: String) -> Bool {
        text.hasPrefix("CScript") && SlmgrError.hasColon(text)
    }

    private static let missing: Set<String> = [
        "the system cannot find the path specified", "the system cannot find the file specified",
        "the system cannot find the drive specified",
        "das system kann den angegebenen pfad nicht finden", "das system kann die angegebene datei nicht finden",
        "das system kann das angegebene laufwerk nicht finden", "系统找不到指定的路径", "系统找不到指定的文件", "系统找不到指定的驱动器",
        "系統找不到指定的路徑", "系統找不到指定的檔案", "系統找不到指定的磁碟機", "指定されたパスが見つかりません",
        "指定されたファイルが見つかりません", "指定されたドライブが見つかりません",
        "le chemin d’accès spécifié est introuvable", "le chemin d'accès spécifié est introuvable",
        "le fichier spécifié est introuvable", "el sistema no puede encontrar la ruta especificada",
        "el sistema no puede encontrar el archivo especificado", "impossibile trovare il percorso specificato",
        "impossibile trovare il file specificato", "o sistema não pode encontrar o caminho especificado",
        "o sistema não pode encontrar o arquivo especificado", "системе не удается найти указанный путь",
        "не удается найти указанный файл", "system nie może odnaleźć określonej ścieżki",
        "nie można odnaleźć określonego pliku", "sistem belirtilen yolu bulamıyor",
        "sistem belirtilen dosyayı bulamıyor",
        "het systeem kan het opgegeven pad niet vinden", "het systeem kan het opgegeven bestand niet vinden",
        "지정된 경로를 찾을 수 없습니다", "지정된 파일을 찾을 수 없습니다",
    ]

    private static let refused: Set<String> = [
        "access is denied", "the network path was not found", "the user name or password is incorrect",
        "the requested operation requires elevation", "the batch file cannot be found",
        "invalid combination of command parameters",
        "not enough memory resources are available to process this command",
        "zugriff verweigert", "der netzwerkpfad wurde nicht gefunden", "拒绝访问", "找不到网络路径", "存取被拒", "找不到網路路徑",
        "アクセスが拒否されました", "ネットワーク パスが見つかりません", "액세스가 거부되었습니다", "accès refusé", "acceso denegado",
        "accesso negato", "acesso negado", "отказано в доступе", "odmowa dostępu", "erişim engellendi",
        "toegang geweigerd",
        "přístup byl odepřen", "åtkomst nekad", "adgang nægtet",
    ]

    private static let beginnings = [
        // OpenSSH, plink.
        "ssh: ", "Host key verification failed", "kex_exchange_identification:", "Connection closed by ",
        "Connection reset by ", "FATAL ERROR: ",
        // winrs, PowerShell.
        "Winrs error:", "Enter-PSSession :", "New-PSSession :",
        // psexec.
        "Couldn't access ", "Couldn't install PSEXESVC", "Error establishing communication with PsExec",
        "Error communicating with PsExec",
        // The script host; the two scripts, of a computer that they cannot manage.
        "Loading your settings failed", "The remote machine does not support this version of SLMgr",
        // A group policy.
        "This program is blocked by group policy", "Dieses Programm wurde durch eine Gruppenrichtlinie ",
        "Ce programme est bloqué par une stratégie de groupe",
        "Este programa está bloqueado por una directiva de grupo",
        "このプログラムはグループ ポリシーによって", "此程式已被群組原則", "這個程式被群組原則", "此程序被组策略",
    ]

    private static let marks = [
        ": Permission denied (", "Connecting to remote server ", "UNREACHABLE! =>", "FAILED! =>", "[FAILURE] ",
        " | FAILED | rc=",
        "PSSessionStateBroken", "PSRemotingTransportException", "Returned error code: ",
    ]
}

extension StringProtocol {
    fileprivate func trimmingSuffix(_ isOut: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, isOut(last) { text = text.dropLast() }
        return String(text)
    }
}
