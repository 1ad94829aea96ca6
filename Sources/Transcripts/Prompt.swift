/// The prompt of a console with what was typed behind it.
struct Prompt {
    enum Command {
        case none, slmgr, ospp, other
    }

    let command: Command
    /// What tells the computer: the words before the drive, and the computer that the command names.
    let computer: String
    /// Whether the command runs a script for certain, so that output has to follow.
    let runsScript: Bool
    /// Whether what follows may be of another computer although the prompt stays the same.
    let leadsElsewhere: Bool
    /// Whether the command is a program of Windows, whose errors have the form of those of the scripts.
    let isProgram: Bool

    /// Nil for a line that is none: `C:\Windows\system32>`, `PS C:\>`, `admin@PC-1 C:\Users\admin>`.
    init?(_ line: String) {
        guard let bracket = line.firstIndex(of: ">"), let colon = line[..<bracket].firstRange(of: ":\\")?.lowerBound,
            colon > line.startIndex
        else { return nil }
        let drive = line.index(before: colon)
        guard line[drive].isASCII, line[drive].isLetter,
            drive == line.startIndex || line[line.index(before: drive)] == " ",
            line[..<drive].count <= 100, !line[..<drive].contains(":") || line.hasPrefix("[")
        else { return nil }
        let before = line[..<drive].trimmingBlanks
        let typed = line[line.index(after: bracket)...].trimmingBlanks.lowercased()
        let first = String(typed.prefix { $0 != " " }.filter { $0 != "\"" && $0 != "@" })
        command =
            if typed.isEmpty {
                .none
            } else if typed.contains("slmgr") {
                .slmgr
            } else if typed.contains("ospp.vbs") {
                .ospp
            } else {
                .other
            }
        let target: String =
            switch command {
            case .slmgr: Prompt.argument(of: "slmgr", in: typed)
            case .ospp: Prompt.argument(of: "ospp.vbs", in: typed)
            case .none, .other: ""
            }
        computer = (before == "PS" ? "" : before) + (target.isEmpty ? "" : " \(target)")
        leadsElsewhere = command == .other && (typed.contains("\\\\") || Prompt.ways.contains(first))
        let name = first.split(separator: "\\").last.map(String.init) ?? ""
        isProgram =
            command == .other && !typed.contains { "&|".contains($0) }
            && Prompt.programs.contains(name.hasSuffix(".exe") ? String(name.dropLast(4)) : name)
        let isScript = ["slmgr", "slmgr.vbs", "ospp.vbs"].contains { first.hasSuffix($0) }
        // A command behind a condition may not have run.
        runsScript =
            (command == .slmgr || command == .ospp) && !Prompt.others.contains(first)
            && (isScript || typed.contains("cscript"))
    }

    /// Commands behind which another computer may speak.
    private static let ways: Set<String> = [
        "ssh", "plink", "psexec", "psexec64", "winrs", "enter-pssession", "exit-pssession", "invoke-command", "icm",
        "etsn", "exit", "echo",
    ]

    private static let programs: Set<String> = [
        "arp", "bcdedit", "certutil", "chkdsk", "defrag", "dism", "driverquery", "fsutil", "gpresult", "gpupdate",
        "ipconfig", "msiexec", "net", "netsh", "netstat", "nslookup", "ping", "pnputil", "powercfg", "reg", "sc",
        "schtasks", "sfc", "shutdown", "systeminfo", "tasklist", "tracert", "usoclient", "vssadmin", "w32tm",
        "wevtutil",
        "winget", "wmic", "wuauclt", "wusa",
    ]

    /// Commands that only name a script.
    private static let others: Set<String> = [
        "if", "for", "echo", "rem", "::", "dir", "type", "copy", "where", "cd", "notepad", "set",
    ]

    /// The computer in `slmgr.vbs PC-17 /ato` and `ospp.vbs /act PC-17`.
    private static func argument(of script: String, in typed: String) -> String {
        guard let end = typed.firstRange(of: script)?.upperBound else { return "" }
        let words = typed[end...].drop { $0 != " " }.split(separator: " ")
            .prefix { word in !word.contains { "<>|&)".contains($0) } }
        func isOption(_ word: Substring) -> Bool { word.hasPrefix("/") || word.hasPrefix("-") }
        // Options of ospp.vbs have their values behind a colon, and those of slmgr.vbs stand behind the computer.
        guard let word = script == "slmgr" ? words.first : words.first(where: { !isOption($0) }), !isOption(word)
        else { return "" }
        return String(word)
    }
}
