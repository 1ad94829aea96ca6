/// The content of a users file: a line `name:role:hash` for each, and lines that begin with `#`.
///
/// Lines stand as they were, in their order, so that what someone has written beside them stays.
package struct UsersFile: Sendable {
    private enum Line: Sendable {
        case user(BoardUser)
        case other(String)
    }

    private var lines: [Line] = []

    /// Makes an empty one, with a line that says what it is.
    package init() {
        lines = [
            .other("# Users of Rollcall's status board: name:role:hash. \"rollcall-board user --help\" changes it.")
        ]
    }

    /// Reads a text; `path` is the file that it is from, for the errors.
    ///
    /// - Throws: ``BoardServerError`` with file, line and what is wrong there.
    package init(text: String, path: String) throws(BoardServerError) {
        var known: [String: Int] = [:]
        // A line break of Windows is one character.
        let rows = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in rows.enumerated() {
            let place = "\(path):\(index + 1)"
            guard !line.allSatisfy(\.isWhitespace), line.first != "#" else {
                lines.append(.other(String(line)))
                continue
            }
            let user = try UsersFile.user(line, place)
            if let first = known.updateValue(index + 1, forKey: user.name) {
                throw BoardServerError(.settings, "\(place): the user \(user.name) stands in line \(first) already")
            }
            lines.append(.user(user))
        }
        // The text behind the last end of line is no line.
        if case .other("")? = lines.last { lines.removeLast() }
    }

    /// The users, in their order.
    package var users: [BoardUser] {
        lines.compactMap { if case .user(let user) = $0 { user } else { nil } }
    }

    /// The file's text.
    package var text: String {
        lines.map { line in
            switch line {
            case .user(let user): "\(user.name):\(user.role.rawValue):\(user.hash.text)\n"
            case .other(let text): text + "\n"
            }
        }.joined()
    }

    /// Puts a user in, in the place of one of the same name.
    package mutating func put(_ user: BoardUser) {
        if let index = index(of: user.name) { lines[index] = .user(user) } else { lines.append(.user(user)) }
    }

    /// Takes a user out; false when there is none of the name.
    package mutating func remove(_ name: String) -> Bool {
        guard let index = index(of: name) else { return false }
        lines.remove(at: index)
        return true
    }

    private func index(of name: String) -> Int? {
        lines.firstIndex { if case .user(let user) = $0 { user.name == name } else { false } }
    }

    private static func user(_ line: Substring, _ place: String) throws(BoardServerError) -> BoardUser {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else {
            throw BoardServerError(.settings, "\(place): this is no user; write name:role:hash")
        }
        guard BoardUser.isName(parts[0]) else {
            throw BoardServerError(
                .settings,
                "\(place): a user's name has up to 64 small letters, digits, dots, hyphens, underscores and @"
            )
        }
        guard let role = BoardRole(rawValue: parts[1]) else {
            throw BoardServerError(.settings, "\(place): the role of \(parts[0]) must be viewer or operator")
        }
        guard let hash = PasswordHash(text: parts[2]) else {
            throw BoardServerError(
                .settings,
                "\(place): the hash of \(parts[0]) is none of scrypt's that is good enough; set the password anew by "
                    + "\"rollcall-board user password \(parts[0])\""
            )
        }
        return BoardUser(name: parts[0], role: role, hash: hash)
    }
}
