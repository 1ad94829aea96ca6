/// The prompt of a console with what was typed behind it.
struct Prompt {
    enum Command {
        case none, slmgr, ospp, other
    }

    let command: Command

    /// Nil for a line that is none: `C:\Windows\system32>`, `PS C:\>`, `admin@PC-1 C:\Users\admin>`.
    init?(_ line: String) {
        guard let bracket = line.firstIndex(of: ">"), let colon = line[..<bracket].firstRange(of: ":\\")?.lowerBound,
            colon > line.startIndex
        else { return nil }
        let drive = line.index(before: colon)
        guard line[drive].isASCII, line[drive].isLetter,
            drive == line.startIndex || line[line.index(before: drive)] == " ",
            line[..<drive].count <= 100, !line[..<drive].contains(":")
        else { return nil }
        let typed = line[line.index(after: bracket)...].trimmingBlanks.lowercased()
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
    }
}
