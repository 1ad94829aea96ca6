import TestSupport

extension Scenario {
    /// What happens to the workers' account on the broker, which they share.
    static let rights: [Scenario] = [
        rightsScenario(
            "password-changed",
            "the workers' password is changed and their connections are closed; five seconds later it is as before"
        ) { stage in
            try await stage.broker.control("change_password", Account.name, "another")
            try await stage.closeConnectionsOfWorkers()
            try await stage.last(.seconds(5))
            try await stage.broker.control("change_password", Account.name, Account.password)
        },
        rightsScenario(
            "permission-taken",
            "the workers' permissions are taken away in flight, their connections closed; five seconds later all is as before"
        ) { stage in
            try await stage.broker.control("clear_permissions", Account.name)
            try await stage.last(.seconds(2))
            try await stage.closeConnectionsOfWorkers()
            try await stage.last(.seconds(3))
            try await stage.givePermissions()
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
            environment: { stage, _, _ in
                [
                    "ROLLCALL_BROKER_URL":
                        "amqp://\(Account.name):\(Account.password)@127.0.0.1:\(stage.brokerPort)/"
                ]
            },
            workersSurvive: true,
            prepare: { stage in
                try await stage.broker.control("add_user", Account.name, Account.password)
                try await stage.givePermissions()
            },
            act: { stage in
                try await stage.progress(0.3)
                try stage.countLossOfAll()
                try await stage.faults.during(name) { try await fault(stage) }
            }
        )
    }
}

/// The account that only these scenarios' workers use.
private enum Account {
    static let name = "chaos-worker"
    static let password = "first"
}

extension Stage {
    fileprivate func givePermissions() async throws {
        try await broker.control("set_permissions", Account.name, ".*", ".*", ".*")
    }

    fileprivate func closeConnectionsOfWorkers() async throws {
        try await broker.control("close_all_user_connections", Account.name, "chaos")
    }
}
