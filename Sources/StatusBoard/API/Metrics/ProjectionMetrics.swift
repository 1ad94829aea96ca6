internal import ActivationDomain
internal import BoardProjection
internal import Telemetry

/// What the board knows of campaigns, workers and itself, as metrics.
///
/// Kept counts alone are read, and labels have few values: the newest campaigns, states, and codes of the catalogue.
struct ProjectionMetrics {
    /// Of how many campaigns, the newest, the jobs are told.
    private static let campaigns = 5
    /// Of how many codes in each campaign, the most frequent.
    private static let codes = 50

    private let source: BoardSource
    private let now: Timestamp

    init(_ source: BoardSource) {
        self.source = source
        now = source.now()
    }

    func read() async throws -> [MetricFamily] {
        let board = [
            MetricFamily(
                "rollcall_board_info",
                .gauge,
                "The board's version.",
                [.init(1, [.init("version", source.configuration.version)])]
            )
        ]
        return try await board + jobs() + projection() + workers() + licences() + alarms()
    }

    // MARK: Campaigns

    private func jobs() async throws -> [MetricFamily] {
        var (states, problems): ([MetricFamily.Sample], [MetricFamily.Sample]) = ([], [])
        var (ready, overdue): (Duration, Duration) = (.zero, .zero)
        for campaign in try await source.reader.campaigns().prefix(ProjectionMetrics.campaigns) {
            let name = MetricFamily.Label("campaign", campaign.name)
            for state in ActivationState.allCases {
                states.append(.init(Double(campaign.counts[state]), [name, .init("state", state.rawValue)]))
            }
            for problem in try await source.reader.problems(of: campaign.name, BoardFilter()).prefix(
                ProjectionMetrics.codes
            ) {
                let code = MetricFamily.Label("error_code", problem.error.code)
                problems.append(.init(Double(problem.ended), [name, code, .init("ended", "true")]))
                problems.append(.init(Double(problem.open), [name, code, .init("ended", "false")]))
            }
            let backlog = try await source.reader.backlog(of: campaign.name)
            ready = max(ready, backlog.oldestEnrolledAt.map(now.since) ?? .zero)
            overdue = max(overdue, backlog.nextDue.map(now.since) ?? .zero)
        }
        return [
            MetricFamily("rollcall_campaign_jobs", .gauge, "Jobs of the newest campaigns by state.", states),
            MetricFamily(
                "rollcall_campaign_problem_jobs",
                .gauge,
                "Jobs of the newest campaigns that are not active, by the code that decides.",
                problems
            ),
            MetricFamily(
                "rollcall_oldest_ready_age_seconds",
                .gauge,
                "How long the oldest job has waited for its first attempt; 0 when none waits.",
                seconds(ready)
            ),
            MetricFamily(
                "rollcall_oldest_overdue_seconds",
                .gauge,
                "For how long the next waiting job has been due; 0 while none is.",
                seconds(overdue)
            ),
        ]
    }

    // MARK: The board

    private func projection() async throws -> [MetricFamily] {
        let position = try await source.reader.position()
        let isCaughtUp = source.progress.isCaughtUp
        // The stream's end is not known: what is behind has the age of the last event that was read.
        let lag = isCaughtUp ? .zero : (position.lastEventAt.map(now.since) ?? .zero)
        let vitals = try await source.reader.vitals()
        let states = ["connected", "blocked", "refusing", "lost", "ended"]
        return [
            MetricFamily(
                "rollcall_projected_events_total",
                .counter,
                "Events that were projected.",
                Double(position.events)
            ),
            MetricFamily(
                "rollcall_projection_repeats_total",
                .counter,
                "Events that had been told before.",
                Double(position.repeats)
            ),
            MetricFamily(
                "rollcall_projection_passed_over_total",
                .counter,
                "Messages of the stream that are no events, or do not fit their routing keys.",
                Double(position.passedOver)
            ),
            MetricFamily(
                "rollcall_projection_lag_seconds",
                .gauge,
                "The age of the last event while more is to be read; else 0.",
                seconds(lag)
            ),
            MetricFamily(
                "rollcall_projection_caught_up",
                .gauge,
                "Whether all that the stream has is shown.",
                isCaughtUp ? 1 : 0
            ),
            MetricFamily(
                "rollcall_board_writable",
                .gauge,
                "Whether the board can write what it hears into its database.",
                source.reader.outage?.cause == nil ? 1 : 0
            ),
            MetricFamily(
                "rollcall_broker_connection",
                .gauge,
                "Whether the board's connection to the broker is in this state.",
                states.map { .init(vitals?.broker == $0 ? 1 : 0, [.init("state", $0)]) }
            ),
        ]
    }

    // MARK: Workers

    private func workers() async throws -> [MetricFamily] {
        let roster = try await source.reader.roster(now: now)
        let alive = roster.speaking
        func sum(_ count: (WorkerFacts) -> Int) -> Double { Double(alive.reduce(0) { $0 + count($1) }) }
        return [
            MetricFamily("rollcall_workers", .gauge, "Workers that speak.", Double(alive.count)),
            MetricFamily(
                "rollcall_workers_gone",
                .gauge,
                "Workers of the last day that have fallen silent and have not said that they stop.",
                Double(roster.silent.count)
            ),
            MetricFamily(
                "rollcall_workers_blocked",
                .gauge,
                "Workers that speak and cannot take jobs or publish.",
                Double(alive.count { $0.consuming != "open" || $0.publishing != "open" })
            ),
            MetricFamily("rollcall_workers_slots", .gauge, "Slots of the workers that speak.", sum(\.slots)),
            MetricFamily("rollcall_workers_running", .gauge, "Jobs that they carry out.", sum(\.running)),
            MetricFamily(
                "rollcall_workers_waiting",
                .gauge,
                "Jobs that they hold and that wait for a slot.",
                sum(\.waiting)
            ),
        ]
    }

    // MARK: Computers

    private func licences() async throws -> [MetricFamily] {
        let days = [0, 7, 14, 30, 60, 90]
        let counts = try await source.reader.expiringCounts(
            before: days.map { now.advanced(by: .seconds($0 * 86_400)) }
        )
        let silent = try await source.reader.silentCount(
            since: now.advanced(by: .zero - source.configuration.silentAfter)
        )
        return [
            MetricFamily(
                "rollcall_licences_expiring",
                .gauge,
                "Licences that end within so many days, those that have ended among them.",
                zip(days, counts).map { day, count in .init(Double(count), [.init("within", "\(day)d")]) }
            ),
            MetricFamily(
                "rollcall_computers_silent",
                .gauge,
                "Computers that have not answered for board.silentAfter.",
                Double(silent)
            ),
        ]
    }

    // MARK: Alarms

    private func alarms() async throws -> [MetricFamily] {
        struct Kind: Hashable {
            var kind, code: String
        }
        var counts: [Kind: Int] = ["kms-host", "credential", "broker"].reduce(into: [:]) {
            $0[Kind(kind: $1, code: "")] = 0
        }
        for alarm in try await source.reader.alarms(limit: 1000) where isActive(alarm) {
            counts[Kind(kind: alarm.kind, code: alarm.error?.code ?? ""), default: 0] += 1
        }
        let samples = counts.sorted { ($0.key.kind, $0.key.code) < ($1.key.kind, $1.key.code) }.map { key, count in
            MetricFamily.Sample(Double(count), [.init("kind", key.kind), .init("error_code", key.code)])
        }
        return [MetricFamily("rollcall_alarms", .gauge, "Alarms that last.", samples)]
    }

    /// Trouble of a KMS host is told again every hour as long as it lasts.
    private func isActive(_ alarm: AlarmFacts) -> Bool {
        alarm.until.map { $0 > now } ?? (now.since(alarm.lastAt) <= .seconds(2 * 3600))
    }

    private func seconds(_ duration: Duration) -> Double {
        max(0, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
}
