internal import Foundation

/// Looks at the files that GSSAPI's mechanisms will read, since those say nothing but that a log-on fails.
package enum LogOnFiles {
    /// Looks at both, as far as they are given.
    /// - Parameters:
    ///   - keytab: the keys of the computers.
    ///   - userFile: the users of NTLM, in lines `DOMAIN:USER:PASSWORD` or those of smbpasswd.
    /// - Throws: ``LabError`` with the place and what to do.
    package static func check(keytab: String?, userFile: String?) throws(LabError) {
        if let keytab {
            guard isKeytab(try read(keytab, "--keytab")) else {
                throw error(
                    "\(keytab): this is no keytab with a key in it; make one with ktutil, or with ktadd of kadmin, and "
                        + "name it with --keytab"
                )
            }
        }
        if let userFile { try checkUsers(try read(userFile, "--ntlm-users"), userFile) }
    }

    private static func checkUsers(_ bytes: [UInt8], _ path: String) throws(LabError) {
        let form = "write DOMAIN:USER:PASSWORD"
        let (hash, colon) = (UInt8(ascii: "#"), UInt8(ascii: ":"))
        let (lineEnd, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        var count = 0
        for (index, line) in bytes.split(separator: lineEnd, omittingEmptySubsequences: false).enumerated() {
            guard let first = line.first, first != hash else { continue }
            // What stands in it may be a password, so it is not told.
            guard line.split(separator: colon, maxSplits: 2).count == 3, first != colon else {
                throw error("\(path):\(index + 1):1: this line has no user of NTLM; \(form)")
            }
            // It would be the password's last character.
            guard line.last != carriageReturn else {
                throw error("\(path):\(index + 1):1: this line ends as on Windows; save the file with Unix line ends")
            }
            count += 1
        }
        guard count > 0 else { throw error("\(path): there is no user in it; \(form), a line for each") }
    }

    /// Version 1 or 2 of MIT's format, and a first entry that fits into it; one of no length or less is a hole.
    static func isKeytab(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 6, bytes[0] == 5, bytes[1] == 1 || bytes[1] == 2 else { return false }
        // The first has the bytes of numbers in the machine's order.
        let isBig = bytes[1] == 2
        var start = 2
        while start + 4 <= bytes.count {
            let word = isBig ? Array(bytes[start..<start + 4]) : bytes[start..<start + 4].reversed()
            let size = Int(Int32(bitPattern: word.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))
            start += 4
            if size > 0 { return start + size <= bytes.count }
            guard size < 0 else { return false }
            start -= size
        }
        return false
    }

    private static func read(_ path: String, _ option: String) throws(LabError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
            throw LabError(
                code: .noFile,
                message:
                    "\(path): the file \(isMissing ? "does not exist" : "cannot be read"); name another with \(option)"
            )
        }
    }

    private static func error(_ message: String) -> LabError { LabError(code: .wrongFile, message: message) }
}
