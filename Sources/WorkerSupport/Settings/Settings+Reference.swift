extension Settings {
    /// Writes `config/rollcall.yaml`: every setting with its default and what it is for, by the table.
    ///
    /// Comments are wrapped at 100 columns. A test compares it with the file, so neither changes alone.
    package static func reference() -> String {
        var lines = comment(introduction, indent: "")
        var open: [String] = []
        for definition in table {
            let around = SettingsDocument.sections(of: definition.path)
            for section in around where !open.contains(section) {
                let indent = indentation(section)
                lines.append("")
                lines += comment(sections[section] ?? "", indent: indent)
                lines.append("\(indent)\(lastPart(section)):")
            }
            open = around
            let indent = indentation(definition.path)
            lines += comment(definition.documentation, indent: indent)
            lines += comment("Value: \(definition.noun).", indent: indent)
            lines.append("\(indent)\(lastPart(definition.path)): \(definition.defaultText)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let introduction = """
        Every setting of Rollcall with its default: what is left out of a settings file has the value that stands here. \
        A program reads the file that --config or ROLLCALL_CONFIG names, else config/rollcall.yaml if it exists. \
        An environment variable goes before the file; its name is the setting's path in upper case with underscores \
        between the words: broker.passwordFile is ROLLCALL_BROKER_PASSWORD_FILE (a list has commas between its \
        elements). Relative paths are taken from the folder of this file, and in variables from the current folder. \
        A name that is no setting is an error.
        """

    /// Breaks a text into comment lines of at most 100 columns; a longer word has a line of its own.
    private static func comment(_ text: String, indent: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty || indent.count + 2 + line.count + 1 + word.count > 100 {
                if !line.isEmpty { lines.append("\(indent)# \(line)") }
                line = String(word)
            } else {
                line += " \(word)"
            }
        }
        if !line.isEmpty { lines.append("\(indent)# \(line)") }
        return lines
    }

    private static func indentation(_ path: String) -> String {
        String(repeating: "  ", count: path.count { $0 == "." })
    }

    private static func lastPart(_ path: String) -> Substring {
        path.split(separator: ".").last ?? ""
    }
}
