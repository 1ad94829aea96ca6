/// The file to which a command's output goes, or from which a later one shows it: `cscript slmgr.vbs /ato >a.txt`,
/// `type a.txt`.
enum CommandFile {
    private static let showing: Set<Substring> = ["type", "more", "cat", "gc", "get-content"]

    /// The name in small letters; nil where the output is not sent to a file.
    static func written(by typed: String) -> String? {
        // Errors may go elsewhere: `2>nul`.
        let sign = typed.indices.first { typed[$0] == ">" && !typed[..<$0].hasSuffix("2") }
        guard let sign, let name = name(typed[sign...].drop { $0 == ">" }) else { return nil }
        return ["nul", "$null", "&1"].contains(name) ? nil : name
    }

    /// The name in small letters; nil for a command that shows no file.
    static func shown(by typed: String) -> String? {
        let typed = typed.lowercased().drop { $0 == "@" }
        let command = typed.prefix { $0 != " " }
        return showing.contains(command) ? name(typed[command.endIndex...]) : nil
    }

    /// The first word, which may stand in quotes.
    private static func name(_ text: Substring) -> String? {
        let text = text.drop { $0 == " " }
        let name = text.first == "\"" ? text.dropFirst().prefix { $0 != "\"" } : text.prefix { !" |&)".contains($0) }
        return name.isEmpty ? nil : name.lowercased()
    }
}
