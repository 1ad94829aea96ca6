/// The prompt of a console with what was typed behind it.
struct Prompt {
    enum Command {
        case none, slmgr, ospp, other
    }

    let command: Command
    /// What tells the computer, with words that may have a password in them, so that it is shown to nobody.
    ///
    /// They stand before the drive and before the script, or name the computer that the script is given.
    let console: String
    /// The computer's name, where it stands where no password can.
    let computer: String?
    /// What stands behind the script's name; nil where none is run.
    let arguments: String?
    /// How many scripts the command runs, where no condition stands before them.
    let scripts: Int
    /// Whether the command runs a script for certain, so that output has to follow.
    let runsScript: Bool
    /// Whether the command only sets something, and says so in a sentence.
    let setsUp: Bool
    /// The KMS host that the command sets.
    let host: String?
    /// Whether what follows may be of another computer although the prompt stays the same.
    let leadsElsewhere: Bool
    /// Whether the command is a program of Windows, whose errors have the form of those of the scripts.
    let isProgram: Bool
    /// The program of Windows that is run, without its folder and ending; nil where a script is, or several are.
    let program: String?
    /// The file that a script's output goes to.
    let written: String?
    /// The file that is shown.
    let shown: String?

    /// Nil for a line that is none: `C:\Windows\system32>`, `PS C:\>`, `admin@PC-1 C:\Users\admin>`, `admin@server:~$ ssh PC-1`.
    init?(_ line: String) {
        if let mark = Prompt.shellMark(in: line) {
            self.init(before: "", String(line[line.index(after: mark)...].trimmingBlanks))
            return
        }
        guard let bracket = line.firstIndex(of: ">"), let colon = line[..<bracket].firstRange(of: ":\\")?.lowerBound,
            colon > line.startIndex
        else { return nil }
        let drive = line.index(before: colon)
        guard line[drive].isASCII, line[drive].isLetter,
            drive == line.startIndex || line[line.index(before: drive)] == " ",
            line[..<drive].count <= 100, !line[..<drive].contains(":") || line.hasPrefix("[")
        else { return nil }
        self.init(before: line[..<drive].trimmingBlanks, line[line.index(after: bracket)...].trimmingBlanks)
    }

    /// The sign at the end of a shell's prompt, where a command of SSH follows.
    private static func shellMark(in line: String) -> String.Index? {
        guard let mark = line.prefix(80).firstIndex(where: { "$#%".contains($0) }),
            line[..<mark].allSatisfy({ $0.isASCII && $0 != "\\" && $0 != "(" }),
            ["ssh ", "sshpass ", "plink "].contains(where: {
                line[line.index(after: mark)...].trimmingBlanks.hasPrefix($0)
            })
        else { return nil }
        return mark
    }

    /// A command behind the words of its prompt.
    private init(before: String, _ original: String) {
        let typed = original.lowercased()
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
        let script = RemoteCommandLine(original)
        let isElsewhere = command == .other && Prompt.targets.contains { typed.contains($0) }
        console = ((before == "PS" ? "" : before) + " " + (script?.way ?? (isElsewhere ? typed : ""))).trimmingBlanks
        let count = ["slmgr", "ospp.vbs"].reduce(0) { $0 + typed.ranges(of: $1).count }
        scripts = typed.contains("exist") || typed.hasPrefix("echo") ? 1 : count
        // Of several each may have a computer of its own.
        computer = count > 1 ? nil : script?.computer ?? Prompt.name(in: before)
        arguments = script?.arguments
        written = script == nil ? nil : CommandFile.written(by: original)
        shown = CommandFile.shown(by: original)
        host = Prompt.host(in: script?.arguments ?? "")
        setsUp = Prompt.settings.contains { script?.arguments.contains($0) ?? false }
        // A variable may stand for another computer each time.
        let isVariable = script?.way.contains { "$%".contains($0) } ?? false
        leadsElsewhere =
            isVariable
            || (command == .other && typed.withoutBlanks != "echo%errorlevel%"
                && (typed.contains("\\\\") || Prompt.ways.contains(first)))
        let name = first.split(separator: "\\").last.map(String.init) ?? ""
        let isAlone = command == .other && !typed.contains { "&|".contains($0) }
        program = isAlone ? (name.hasSuffix(".exe") ? String(name.dropLast(4)) : name) : nil
        isProgram = program.map(Prompt.programs.contains) ?? false
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

    /// Options of `slmgr.vbs` that change something and activate nothing.
    private static let settings = [
        "/cpky", "/rilc", "/ilc", "/ckms", "/ckhc", "/skhc", "/act-type", "/skms-domain", "-cpky", "-rilc", "-ilc",
        "-ckms", "-ckhc", "-skhc", "-act-type",
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

    /// Options with which programs of Windows ask another computer.
    private static let targets = [" /r:", " -computername", " -cn ", " /s "]

    /// The host behind `/skms`.
    private static func host(in arguments: String) -> String? {
        let words = arguments.split(separator: " ")
        guard let index = words.firstIndex(where: { $0 == "/skms" || $0 == "-skms" }), index + 1 < words.endIndex else {
            return nil
        }
        let word = words[index + 1]
        return Scan.isHost(word) || Scan.isHostAndPort(word) ? String(word) : nil
    }

    /// The computer in `admin@PC-17` and `[PC-17]: PS`.
    private static func name(in words: String) -> String? {
        let word = words.split(separator: " ").first { $0 != "PS" } ?? ""
        let name = (word.split(separator: "@").last ?? "").drop { $0 == "[" }.prefix { $0 != "]" && $0 != ":" }
        return Scan.isHost(name) && (name.contains(where: \.isLetter) || Scan.isAddress(name)) ? String(name) : nil
    }
}
