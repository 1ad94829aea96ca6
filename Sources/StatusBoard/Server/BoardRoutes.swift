internal import Hummingbird

/// Some of what the board answers: its pages, its API, its metrics.
protocol BoardRoutes: Sendable {
    func add(to router: Router<BoardRequestContext>)
}
