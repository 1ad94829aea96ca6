internal import ActivationDomain
internal import Glibc

/// Reads a file that holds nothing but a password.
enum PasswordFile {
    /// No password is longer, in bytes: Windows takes 127 characters of two bytes each.
    private static let sizeLimit = 1024

    /// Reads the password.
    ///
    /// A byte order mark before it and one line end behind it (LF or CRLF) are not part of it, since editors put them
    /// there. More lines, and a blank at the end, are hardly meant and would cost refused log-ons, so they are told.
    /// An error is put at `origin`; one of a file that is not there at `missingOrigin`, where that says more, and without
    /// its name: that may be the password, in a wrong place.
    static func read(
        _ path: String,
        origin: SettingOrigin,
        namedAt missingOrigin: SettingOrigin? = nil,
        readFile: (String) throws -> String
    ) throws(SettingsError) -> Secret {
        var text: String
        do {
            text = try readFile(path)
        } catch {
            guard (error as? FileReadError)?.isMissing != true else { throw missing(path, missingOrigin ?? origin) }
            throw SettingsError(origin, "the password file \(describe(error, path: path))")
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        // CRLF is one Character in Swift, so this removes either.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return try check(text, "the password file \(path)", origin)
    }

    private static func missing(_ path: String, _ origin: SettingOrigin) -> SettingsError {
        let folder = path.lastIndex(of: "/").map { path[..<$0].isEmpty ? "/" : String(path[..<$0]) } ?? "."
        // A folder that is there is no part of a password.
        let place = access(folder, F_OK) == 0 && folder != "." ? " in \(folder)" : ""
        return SettingsError(
            origin,
            "passwordFile names no file\(place); write the name of a file that holds the password, and never the "
                + "password itself"
        )
    }

    /// Tells what can be no password.
    ///
    /// - Parameters:
    ///   - text: what is taken for one.
    ///   - holder: what it was found in.
    ///   - origin: where that was named.
    /// - Returns: the password.
    /// - Throws: ``SettingsError`` with what is wrong of it, and not a word of it.
    static func check(_ text: String, _ holder: String, _ origin: SettingOrigin) throws(SettingsError) -> Secret {
        guard !text.isEmpty else { throw SettingsError(origin, "\(holder) is empty") }
        guard text.utf8.count <= sizeLimit else {
            throw SettingsError(origin, "\(holder) holds more than \(sizeLimit) bytes; leave only the password in it")
        }
        guard !text.contains(where: \.isNewline) else {
            throw SettingsError(origin, "\(holder) holds more than one line; leave only the password in it")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && $0 != "\t" }) else {
            throw SettingsError(origin, "\(holder) holds a control character; leave only the password in it")
        }
        guard text.last?.isWhitespace == false else {
            throw SettingsError(origin, "\(holder) ends with a blank; remove that, or set a password without one")
        }
        return Secret(text)
    }

    private static func describe(_ error: any Error, path: String) -> String {
        (error as? FileReadError)?.description ?? "\(path) cannot be read: \(error)"
    }
}
