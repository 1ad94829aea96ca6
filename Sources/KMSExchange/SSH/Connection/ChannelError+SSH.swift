extension ChannelError {
    /// Reads why OpenSSH's client could not connect, or lost its connection, from what it wrote.
    ///
    /// Its exit code is 255 for all of that, so that only its words tell; they are never translated, and the system's
    /// own within them are English with `LC_ALL=C`. A jump host's troubles have the same words.
    init(ssh text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingXMLBlanks() }.filter { !$0.isEmpty }
        func says(_ part: String) -> Bool { lines.contains { $0.contains(part) } }
        let detail = Self.detail(lines)
        if says("Host key verification failed") || says("HOST IDENTIFICATION HAS CHANGED") {
            self = .hostKey(detail: Self.hostKeyDetail(lines))
        } else if says("Permission denied (") || says("Too many authentication failures") {
            self = .authentication(detail: detail)
        } else if says("Connection refused") {
            self = .connectionRefused
        } else if says("timed out") || says("No route to host") || says("Network is unreachable")
            || says("Host is down")
        {
            self = .connectTimeout
        } else if says("Bad configuration option") || says("configuration options")
            || says("Bad owner or permissions") || says("unsupported option") || says("keyword ")
            || says("Can't open user config file") || says("Unable to negotiate") || says("No such file or directory")
            || says("Protocol major versions differ") || says("Invalid SSH identification string")
        {
            self = .protocolViolation(detail: detail)
        } else {
            self = .connectionLost(detail: detail)
        }
    }

    /// The last lines, which name the cause, in one.
    private static func detail(_ lines: [String]) -> String {
        guard !lines.isEmpty else { return "The SSH client ended without a word." }
        return shortened(lines.suffix(3).joined(separator: " "))
    }

    /// Which computer it is about: the client's own text is a page with a picture.
    private static func hostKeyDetail(_ lines: [String]) -> String {
        if lines.contains(where: { $0.contains("HOST IDENTIFICATION HAS CHANGED") }) {
            let file = lines.first { $0.hasPrefix("Offending ") } ?? ""
            return shortened("The computer shows another host key than before. \(file)".trimmingXMLBlanks())
        }
        let unknown = lines.first { $0.contains("host key is known for") }
        return shortened(unknown ?? lines.joined(separator: " "))
    }
}
