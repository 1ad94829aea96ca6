/// Writing text into XML.
enum XMLText {
    /// Text in which the characters that XML gives a meaning are escaped, fit for content and attributes.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { [38, 60, 62, 34].contains($0) }) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
