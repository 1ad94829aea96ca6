internal import BoardProjection
internal import Logging
internal import Synchronization

/// Who may log on at present: the users file, read again when it has changed.
final class UserRoster: Sendable {
    private struct State {
        var users: [String: BoardUser]
        var stamp: FileStatus?
    }

    private let path: String
    private let logger: Logger
    private let state: Mutex<State>
    /// What a log-on of a user who is not there is compared with.
    let nobody = PasswordHash.ofNobody()

    /// Reads the file.
    ///
    /// - Throws: ``BoardServerError``; also for a file without users, since nobody could come in.
    init(path: String, logger: Logger) throws(BoardServerError) {
        self.path = path
        self.logger = logger
        let stamp = FileStatus(path: path)
        let users = try UserRoster.read(path)
        guard !users.isEmpty else {
            throw BoardServerError(
                .settings,
                "board.usersFile: nobody is in \(path); \"rollcall-board user add NAME --role operator\" puts someone in"
            )
        }
        state = Mutex(State(users: users, stamp: stamp))
    }

    /// The user of a name, in its folded form, as the file is now.
    subscript(name: String) -> BoardUser? {
        let (user, news) = state.withLock { state in
            let news = refresh(&state)
            return (state.users[name], news)
        }
        switch news {
        case .none: break
        case .read(let count): logger.notice("users read again", metadata: ["board.users": "\(count)"])
        case .failed(let error):
            logger.error(
                "the changed users file cannot be used; the one from before stays in use",
                metadata: ["error": "\(error)"]
            )
        }
        return user
    }

    private enum News {
        case none
        case read(Int)
        case failed(BoardServerError)
    }

    /// Reads the file again if it is another one; one that is gone or wrong changes nothing, and is told once.
    ///
    /// What is half written must lock nobody out.
    private func refresh(_ state: inout State) -> News {
        let stamp = FileStatus(path: path)
        guard stamp != state.stamp else { return .none }
        state.stamp = stamp
        do throws(BoardServerError) {
            state.users = try UserRoster.read(path)
            return .read(state.users.count)
        } catch {
            return .failed(error)
        }
    }

    private static func read(_ path: String) throws(BoardServerError) -> [String: BoardUser] {
        Dictionary(try UsersFile(path: path).users.map { ($0.name, $0) }) { _, last in last }
    }
}
