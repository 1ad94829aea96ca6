import StatusBoard
import WorkerSupport

extension ProgramFailure {
    /// The failure that an error of the web server stands for.
    init(_ error: BoardServerError) {
        switch error.kind {
        case .settings: self.init(.settings, error.description)
        case .unavailable: self.init(.unavailable, error.description)
        }
    }
}
