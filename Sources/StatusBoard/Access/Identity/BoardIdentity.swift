/// Who asks.
package struct BoardIdentity: Sendable, Hashable {
    /// How they have been recognised.
    package enum Way: Sendable, Hashable {
        /// There is no users file: whoever reaches the board is its operator.
        case local
        /// By the cookie of a session.
        case session
        /// By HTTP Basic, as scripts are; these may read alone.
        case basic
    }

    /// The user's name; `local` where there are no users.
    package var name: String
    package var role: BoardRole
    package var way: Way
    /// What each form must carry in its field `token`, so that no other site can send it in their name.
    package var formToken: String

    /// Makes an identity.
    package init(name: String, role: BoardRole, way: Way, formToken: String) {
        self.name = name
        self.role = role
        self.way = way
        self.formToken = formToken
    }

    /// Whether to show what only an operator may use.
    package var mayOperate: Bool { role == .operator && way != .basic }
    /// Whether there is a session to end.
    package var canLogOff: Bool { way == .session }
}
