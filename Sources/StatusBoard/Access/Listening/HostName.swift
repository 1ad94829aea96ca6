/// A host as settings and requests name it.
enum HostName {
    /// One form for names that mean the same: small letters, without a full stop at the end.
    static func folded(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// The host of a Host header or an authority, without port and brackets; nil when it is none.
    static func host(ofAuthority text: String) -> String? {
        guard !text.isEmpty, !text.contains("@") else { return nil }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return folded(String(text[text.index(after: text.startIndex)..<end]))
        }
        guard let colon = text.firstIndex(of: ":") else { return folded(text) }
        guard colon > text.startIndex, isPort(text[colon...]) else { return nil }
        return folded(String(text[..<colon]))
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }
}
