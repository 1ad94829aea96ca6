/// Why a file with a secret is not taken: one rule for all of them.
///
/// It belongs to root or to the user that runs the program, and nobody else has any right to it. Who owns a file may
/// change it, so that one of another user's could have the program log on as whoever that user likes.
package enum SecretFileFault: Error, Hashable, Sendable {
    /// It belongs to another user; `user` runs the program.
    case foreign(owner: UInt32, user: UInt32)
    /// Group or others have a right to it.
    case open(mode: UInt32)

    /// Looks at what the system says of a file; nil when nothing is wrong.
    ///
    /// - Parameters:
    ///   - owner: the number of the user that it belongs to.
    ///   - mode: its rights; bits above them do not matter.
    ///   - user: the number of the user that runs the program.
    ///   - mayBeOfRootsGroup: whether the group may read one of root's (mode 0640); so root gives a secret to a service.
    package init?(owner: UInt32, mode: UInt32, user: UInt32, mayBeOfRootsGroup: Bool = false) {
        guard owner == 0 || owner == user else {
            self = .foreign(owner: owner, user: user)
            return
        }
        guard mode & (mayBeOfRootsGroup && owner == 0 ? 0o027 : 0o077) != 0 else { return nil }
        self = .open(mode: mode & 0o777)
    }

    /// What is wrong, to follow the file's name.
    package var clause: String {
        switch self {
        case .foreign(let owner, _): "belongs to another user (its number is \(owner))"
        case .open(let mode): "can be reached by others than its owner (mode \(String(mode, radix: 8)))"
        }
    }

    /// The command that mends it.
    package func command(for path: String) -> String {
        switch self {
        case .foreign(_, let user): "chown \(user) \(path)"
        case .open: "chmod 600 \(path)"
        }
    }
}
