import ActivationPipeline
import TestSupport

extension Scenario {
    /// What happens to the workers' account on the broker, which they share.
    static let rights: [Scenario] = [
        rightsScenario(
            "password-changed",
            "the workers' password is changed and their connections are closed; five seconds later it is as before"
        ) { stage in
            try await stage.changePassword("another")
            try await stage.closeConnectionsOfWorkers()
            try await stage.last(.seconds(5))
            try await stage.restoreUsers()
        },
        rightsScenario(
            "permission-taken",
            "the workers' permissions are taken away in flight, their connections closed; five seconds later all is as before"
        ) { stage in
            try await stage.takePermissions()
            try await stage.last(.seconds(2))
            try await stage.closeConnectionsOfWorkers()
            try await stage.last(.seconds(3))
            try await stage.restoreUsers()
        },
    ]

    private static func rightsScenario(
        _ name: String,
        _ summary: String,
        fault: @escaping @Sendable (Stage) async throws -> Void
    ) -> Scenario {
        Scenario(
            name: name,
            summary: summary,
            workersSurvive: true,
            act: { stage in
                try await stage.progress(0.3)
                try stage.countLossOfAll()
                try await stage.faults.during(name) { try await fault(stage) }
            }
        )
    }
}

extension Stage {
    private var worker: String { campus.users.name(.worker) }

    fileprivate func changePassword(_ password: String) async throws {
        try await broker.control("change_password", worker, password)
    }

    fileprivate func takePermissions() async throws {
        try await broker.control("clear_permissions", worker)
    }

    /// Puts everything about the campus's users back as it was.
    fileprivate func restoreUsers() async throws {
        _ = try await TestUsers.make(for: campus.names, on: broker)
    }

    fileprivate func closeConnectionsOfWorkers() async throws {
        try await broker.control("close_all_user_connections", worker, "chaos")
    }
}
