internal import Foundation

/// The commands that are run on a computer, as pure texts.
///
/// The computer hands them to its default shell, `cmd.exe` or PowerShell, and both have to read the same: so each is a
/// program, its options, and one text in double quotes without a quotation mark, `$` or backquote within. The first
/// `cmd.exe` takes the marks away, PowerShell puts them back; in either case a second `cmd.exe` gets the text whole.
enum RemoteCommand {
    /// `/d` leaves out what the registry would have each `cmd.exe` run first.
    static func cmd(_ text: String) -> String { #"cmd.exe /d /s /c ""# + text + #"""# }

    /// Windows' own version, in whatever words around it.
    static let version = cmd("ver")

    /// The newest of the Application log's events 12288; of a few, since other programs log events of the same number.
    static let events = cmd("wevtutil.exe qe Application /q:*[System[EventID=12288]] /c:8 /rd:true /f:xml")

    // MARK: slmgr.vbs

    /// What the licence of Windows, or the one with an id, is like.
    static func slmgrListing(id: String? = nil, _ host: ScriptHost) -> String {
        cmd(host.slmgr("/dlv" + (id.map { " " + $0 } ?? "")))
    }

    static func slmgrActivation(id: String, _ host: ScriptHost) -> String { cmd(host.slmgr("/ato " + id)) }

    /// Host and port together: alone, the host would take the port away.
    static func slmgrHost(_ host: String, port: Int, id: String?, _ scripts: ScriptHost) -> String {
        cmd(scripts.slmgr("/skms \(bracketed(host)):\(port)" + (id.map { " " + $0 } ?? "")))
    }

    // MARK: ospp.vbs

    static func osppListing(_ office: OfficeScript, _ host: ScriptHost) -> String {
        cmd(office.run(["/dstatus"], host))
    }

    /// All products that have a key; no option of the script tries one alone.
    static func osppActivation(_ office: OfficeScript, _ host: ScriptHost) -> String {
        cmd(office.run(["/act"], host))
    }

    static func osppHost(_ name: String, port: Int, _ office: OfficeScript, _ host: ScriptHost) -> String {
        cmd(office.run(["/sethst:\(name)", "/setprt:\(port)"], host))
    }

    // MARK: Services

    /// Restarts a service, unless it is disabled: stopped, it could not be started again.
    ///
    /// `sc.exe` has words that are not translated. `net.exe` waits for what it asks. For the time service the clock is
    /// asked for as well.
    static func restart(_ service: ManagedService) -> String {
        let name = service.rawValue
        let more = service == .w32time ? " & w32tm.exe /resync /nowait" : ""
        return cmd(
            "sc.exe qc \(name) | findstr.exe DISABLED || "
                + "(net.exe stop \(name) & net.exe start \(name) & sc.exe query \(name)\(more))"
        )
    }

    // MARK: PowerShell

    /// A script in the only form that needs no quoting.
    static func powerShell(_ script: String) -> String {
        "powershell.exe -NoLogo -NoProfile -NonInteractive -EncodedCommand " + Base64.text(ofUTF16: script)
    }

    /// An IPv6 address as a host before a port.
    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

/// Windows Script Host, which runs the scripts.
struct ScriptHost: Sendable, Hashable {
    /// After so long it ends a script by itself, so that one which shows a window and waits for ever does not stay on
    /// the computer after us.
    let limit: Int

    init(limit: Duration) {
        // A little longer than our own patience.
        self.limit = min(max(limit.wholeSeconds, 1) + 5, 32_000)
    }

    /// No banner before the script's output; and a `//b` would take the output away.
    func run(_ script: String, _ option: String) -> String { "cscript.exe //nologo //t:\(limit) \(script) \(option)" }

    func slmgr(_ options: String) -> String { run(#"%windir%\System32\slmgr.vbs"#, options) }
}

/// Where Office has its `ospp.vbs`, by version.
enum OfficeScript: Sendable, Hashable {
    /// Office 2010, always with a licensing service of its own.
    case office14
    /// Office 2013 and later: each script shows all of these.
    case office15And16

    private var folders: [String] { self == .office14 ? ["Office14"] : ["Office16", "Office15"] }

    /// The application id that the licences have, which the script does not print.
    var applicationID: String {
        self == .office14 ? "59a52881-a989-479d-af46-f275c6370663" : "0ff1ce15-a989-479d-af46-f275c6370663"
    }

    /// Runs the script with each option in turn, in the first folder that has one.
    ///
    /// `cd` takes a path with blanks without quotation marks, which the command must not have; and no brackets stand
    /// around, since the one in `Program Files (x86)` would close them.
    func run(_ options: [String], _ host: ScriptHost) -> String {
        let script = options.map { host.run("ospp.vbs", $0) }.joined(separator: " && ")
        return folders.flatMap { folder in
            ["%ProgramFiles%", "%ProgramFiles(x86)%"].map { root in
                #"cd /d \#(root)\Microsoft Office\\#(folder) 2>nul && \#(script)"#
            }
        }.joined(separator: " || ")
    }
}

/// Texts as PowerShell takes scripts.
enum Base64 {
    /// Of the text in UTF-16, low byte first.
    static func text(ofUTF16 text: String) -> String {
        Data(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).base64EncodedString()
    }
}
