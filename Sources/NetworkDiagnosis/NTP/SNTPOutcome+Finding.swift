extension SNTPOutcome {
    /// Beyond this, Kerberos refuses to work with the default settings of a domain: 5 min.
    private static let failedBeyond = Duration.seconds(300)
    private static let warningBeyond = Duration.seconds(60)

    /// The outcome as a line for a person, on this computer's clock: ok up to 60 s, failed above 5 min.
    ///
    /// A server that cannot be asked is a warning, since it says nothing of the clock.
    ///
    /// - Parameters:
    ///   - server: name and address as they are to be shown.
    ///   - limit: what the probe waited.
    /// - Returns: ok, warning or failed, of the area ``Finding/Area/clock``.
    package func finding(server: String, limit: Duration) -> Finding {
        switch self {
        case .sample(let sample): sample.finding(server, warning: Self.warningBeyond, failed: Self.failedBeyond)
        case .problem(let problem): Self.warning(server, problem)
        case .silence:
            Self.warning(
                server,
                "The time server \(server) does not answer within \(limit.inWords)",
                "Check that UDP 123 is open to it, or name another in doctor.timeServer.",
                "silence"
            )
        case .notReached(let failure):
            Self.warning(
                server,
                failure.clause(at: "the time server \(server)", limit: limit).capitalisedFirst,
                failure.advice(for: "the time service (UDP 123)"),
                failure.name
            )
        }
    }

    private static func warning(_ server: String, _ problem: SNTP.Problem) -> Finding {
        let other = "Name another server in doctor.timeServer."
        return switch problem {
        case .notNTP, .otherQuery:
            warning(server, "What \(server) answers is not of a time server", other, "not-ntp")
        case .kissOfDeath(let code):
            warning(
                server,
                "The time server \(server) wants no questions of this computer (\(code))",
                code == "RATE" ? "Try again in some minutes." : other,
                "kiss-of-death"
            )
        case .unsynchronised:
            warning(
                server,
                "The time server \(server) has no time to give: it is not synchronised itself",
                "Mend its own time source, or name another in doctor.timeServer.",
                "unsynchronised"
            )
        case .impossibleTimes:
            warning(server, "The times that \(server) gives cannot be right", other, "impossible-times")
        }
    }

    private static func warning(_ server: String, _ clause: String, _ advice: String, _ outcome: String) -> Finding {
        Finding(.clock, .warning, server, clause + ".", advice: advice, data: ["outcome": outcome])
    }
}

extension SNTP.Sample {
    fileprivate func finding(_ server: String, warning: Duration, failed: Duration) -> Finding {
        let size = offset < .zero ? .zero - offset : offset
        let state: Finding.State = size > failed ? .failed : size > warning ? .warning : .ok
        let data = [
            "outcome": "answered", "offsetSeconds": offset.inSeconds, "roundTripSeconds": roundTrip.inSeconds,
            "stratum": "\(stratum)",
        ]
        guard state != .ok else {
            let sentence = "This computer's clock agrees with the time server \(server) to \(size.inWords)."
            return Finding(.clock, .ok, server, sentence, data: data)
        }
        // The server ahead of us means that we are behind it.
        let way = offset > .zero ? "behind" : "ahead of"
        return Finding(
            .clock,
            state,
            server,
            "This computer's clock is \(size.inWords) \(way) the time server \(server).",
            advice: "Let a time service (chrony, systemd-timesyncd) set this computer's clock"
                + (state == .failed ? "; Kerberos fails from five minutes on." : "."),
            data: data
        )
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
