internal import ActivationDomain

/// Reads a file that holds nothing but a password.
enum PasswordFile {
    /// Reads the password; one line end behind it (LF or CRLF) is not part of it, since editors put it there.
    ///
    /// An error is put where the file was named, at `origin`.
    static func read(
        _ path: String,
        origin: SettingOrigin,
        readFile: (String) throws -> String
    ) throws(SettingsError) -> Secret {
        var text: String
        do {
            text = try readFile(path)
        } catch {
            throw SettingsError(origin, "the password file \(describe(error, path: path))")
        }
        // CRLF is one Character in Swift, so this removes either.
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        guard !text.isEmpty else { throw SettingsError(origin, "the password file \(path) is empty") }
        return Secret(text)
    }

    private static func describe(_ error: any Error, path: String) -> String {
        (error as? FileReadError)?.description ?? "\(path) cannot be read: \(error)"
    }
}
