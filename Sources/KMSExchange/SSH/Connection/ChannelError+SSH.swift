internal import ActivationDomain

extension ChannelError {
    /// Reads why OpenSSH's client could not connect, or lost its connection, from what it wrote.
    ///
    /// Its exit code is 255 for all of that, so that only its words tell; they are never translated, and the system's
    /// own within them are English with `LC_ALL=C`. A jump host's troubles have the same words; the host in them, which
    /// is not at `address` then, shows whose they are, or that the client never came past it. `name` is what the file of
    /// known hosts calls the computer.
    init(ssh text: String, to address: String, byProxy: Bool = false, knownAs name: String? = nil) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingXMLBlanks() }.filter { !$0.isEmpty }
        func line(_ parts: String...) -> String? { lines.first { line in parts.contains { line.contains($0) } } }
        func says(_ part: String) -> Bool { line(part) != nil }
        let doubt = Self.doubt(lines, address, byProxy)
        let detail = doubt + Self.detail(lines)
        if says("Host key verification failed") || says("HOST IDENTIFICATION HAS CHANGED") {
            // It is the computer's only where no other host may be meant; that one's is in the client's own words.
            let name = Self.knownName(lines) ?? (doubt.isEmpty ? name : nil)
            self = .hostKey(detail: doubt + Self.hostKeyDetail(lines, knownAs: name))
        } else if says("Permission denied (") || says("Too many authentication failures") {
            // A jump host's refusal is none of the computer's.
            self = doubt.isEmpty ? .authentication(detail: detail) : .noLogOn(detail: detail)
        } else if let line = line("Connection refused") {
            self = .unreachable(.connectionRefused, detail: doubt + Self.shortened(line))
        } else if let line = line("timed out", "No route to host", "Network is unreachable", "Host is down") {
            self = .unreachable(.connectTimeout, detail: doubt + Self.shortened(line))
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

    /// What goes before a sentence that names other hosts than the computer, or none that the client has come to.
    private static func doubt(_ lines: [String], _ address: String, _ byProxy: Bool) -> String {
        // The client calls so what it reaches by another program.
        let hosts = lines.compactMap(host).filter { $0 != "UNKNOWN" }
        if let other = hosts.first {
            return hosts.contains(address)
                ? "" : "Perhaps a jump host's, since \(other) is not the computer's address: "
        }
        // Behind these words the client has not heard a server; a jump host says so where it could not connect to it.
        let isUnheard = lines.contains {
            $0.hasPrefix("kex_exchange_identification:") || $0.contains("during banner exchange")
        }
        let isBehind = lines.contains { $0.contains("open failed: ") }
        return byProxy && isUnheard && !isBehind ? "Perhaps a jump host's, which comes before the computer: " : ""
    }

    /// The host that a line is about: as in `connect to host H port 22`, `resolve hostname H:` or `user@H: Permission denied`.
    private static func host(_ line: String) -> String? {
        let words = line.split(separator: " ")
        for (word, next) in zip(words, words.dropFirst()) {
            if word == "hostname" { return String(next.prefix { $0 != ":" }) }
            if next == "Permission", let at = word.lastIndex(of: "@"), word.hasSuffix(":") {
                return String(word[word.index(after: at)...].dropLast())
            }
        }
        guard let port = words.firstIndex(of: "port"), port > 0, words[(port + 1)...].first?.first?.isNumber == true
        else { return nil }
        return String(words[port - 1])
    }

    /// Which computer it is about: the client's own text is a page with a picture.
    ///
    /// Its end is the name for `ssh-keygen -R`.
    private static func hostKeyDetail(_ lines: [String], knownAs name: String?) -> String {
        let detail: String
        if lines.contains(where: { $0.contains("HOST IDENTIFICATION HAS CHANGED") }) {
            let file = lines.first { $0.hasPrefix("Offending ") } ?? ""
            let shown = fingerprint(lines).map { ", \($0)" } ?? ""
            detail = shortened("The computer shows another host key than before\(shown). \(file)".trimmingXMLBlanks())
        } else {
            let unknown = lines.first { $0.contains("host key is known for") }
            detail = shortened(unknown ?? lines.joined(separator: " "))
        }
        guard let name else { return detail }
        return "\(detail.hasSuffix(".") ? String(detail.dropLast()) : detail); its name in known_hosts is \(name)"
    }

    /// Which key was shown, such as `ED25519 SHA256:…`; the client tells it of a changed one alone.
    ///
    /// It stands on the line behind `The fingerprint for the ED25519 key sent by the remote host is`.
    private static func fingerprint(_ lines: [String]) -> String? {
        let start = "The fingerprint for the "
        guard
            let index = lines.firstIndex(where: { $0.hasPrefix(start) && $0.contains(" sent by the remote host is") }),
            let kind = lines[index].dropFirst(start.count).split(separator: " ").first,
            let words = lines[index...].dropFirst().first?.split(separator: " "), words.count == 1,
            let print = words.first, print.contains(":")
        else { return nil }
        return "\(kind) \(print.hasSuffix(".") ? print.dropLast() : print)"
    }

    /// The name in `host key is known for NAME and` or `Host key for NAME has changed`, a jump host's too.
    private static func knownName(_ lines: [String]) -> String? {
        let words = lines.first { $0.contains("host key is known for ") || $0.hasPrefix("Host key for ") }?
            .split(separator: " ")
        guard let words, let before = words.firstIndex(of: "for"), before + 1 < words.count else { return nil }
        return String(words[before + 1])
    }
}
