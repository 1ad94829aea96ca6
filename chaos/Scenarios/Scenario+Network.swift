import ActivationPipeline
import TestSupport

extension Scenario {
    /// What happens between workers and broker, by the harness's own proxy.
    static let network: [Scenario] = [
        networkScenario("net-cut", "all connections are cut, three times", isShort: true) { stage in
            for turn in 1...3 {
                try await stage.progress(Double(turn) * 0.2)
                stage.strike("cut", .cut)
            }
        },
        networkScenario("net-reset", "all connections are reset (RST), three times") { stage in
            for turn in 1...3 {
                try await stage.progress(Double(turn) * 0.2)
                stage.strike("reset", .reset)
            }
        },
        networkScenario("net-half-close", "the broker's direction of all connections is closed, twice") { stage in
            for turn in 1...2 {
                try await stage.progress(Double(turn) * 0.2)
                stage.strike("half-close", .halfClosed)
            }
        },
        networkScenario("net-stall", "nothing gets through for seven seconds, past three heartbeats") { stage in
            try await stage.progress(0.3)
            try stage.countLossOfAll()
            try await stage.weather("stall", .stalled, .seconds(7))
        },
        networkScenario("net-short-stall", "nothing gets through for a second, less than a heartbeat") { stage in
            try await stage.progress(0.3)
            try await stage.weather("short stall", .stalled, .seconds(1))
        },
        networkScenario("net-slow", "every 4 KiB come 50 ms later, for ten seconds") { stage in
            try await stage.progress(0.2)
            try await stage.weather("slowness", .slow(.milliseconds(50)), .seconds(10))
        },
        networkScenario("net-down", "the broker cannot be reached for five seconds") { stage in
            try await stage.progress(0.3)
            try await stage.faults.during("down") {
                stage.proxy.set(.closed)
                stage.cut(.reset)
                try await stage.last(.seconds(5))
                stage.proxy.set(.fair)
            }
        },
        networkScenario("net-flapping", "connections are cut or reset every half second, twelve times") { stage in
            try await stage.progress(0.1)
            for turn in 1...12 {
                stage.strike("flap", turn.isMultiple(of: 2) ? .cut : .reset)
                try await stage.last(.milliseconds(stage.number(in: 300...700)))
            }
        },
    ]

    private static func networkScenario(
        _ name: String,
        _ summary: String,
        isShort: Bool = false,
        act: @escaping @Sendable (Stage) async throws -> Void
    ) -> Scenario {
        Scenario(
            name: name,
            summary: "proxy: " + summary,
            isShort: isShort,
            environment: { stage, _, _ in
                [
                    "ROLLCALL_BROKER_URL": "amqp://\(stage.campus.users.name(.worker))@127.0.0.1:\(stage.proxy.port)/",
                    "ROLLCALL_BROKER_HEARTBEAT": "2s", "ROLLCALL_BROKER_CONNECT_TIMEOUT": "10s",
                ]
            },
            workersSurvive: true,
            act: act
        )
    }
}

extension Stage {
    /// Ends all connections, once, and notes it.
    func strike(_ name: String, _ ending: Proxy.Ending) {
        cut(ending)
        faults.note(name)
    }

    /// Ends all connections.
    ///
    /// Which of them take jobs and which publish the proxy does not know, so each counts as the
    /// worse of the two.
    func cut(_ ending: Proxy.Ending) {
        countLosses(consuming: proxy.end(ending), publishing: 0)
    }

    /// Changes the weather for a while.
    func weather(_ name: String, _ weather: Proxy.Weather, _ duration: Duration) async throws {
        try await faults.during(name) {
            proxy.set(weather)
            defer { proxy.set(.fair) }
            try await last(duration)
        }
    }
}
