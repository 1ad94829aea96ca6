internal import AMQPClient
internal import Telemetry

extension LaneService {
    /// What is looked up of slots and connections.
    func metrics(slots: Int, _ connections: [(name: String, connection: AMQPConnection)]) -> [MetricFamily] {
        let load = self.slots.load
        func each(_ value: (AMQPConnection) -> Int) -> [MetricFamily.Sample] {
            connections.map { .init(Double(value($0.connection)), [.init("connection", $0.name)]) }
        }
        let publishing = connections.last?.connection
        return [
            MetricFamily("rollcall_slots", .gauge, "How many computers the worker handles at a time.", Double(slots)),
            MetricFamily("rollcall_jobs_inflight", .gauge, "Jobs that are carried out.", Double(load.running)),
            MetricFamily(
                "rollcall_jobs_waiting",
                .gauge,
                "Jobs that the worker holds and that wait for a slot.",
                Double(load.waiting)
            ),
            MetricFamily(
                "rollcall_connection_up",
                .gauge,
                "Whether a connection to the broker stands.",
                each { $0.state.isUp ? 1 : 0 }
            ),
            MetricFamily(
                "rollcall_connection_blocked",
                .gauge,
                "Whether the broker takes no publishes on a connection.",
                each { $0.isBlocked ? 1 : 0 }
            ),
            MetricFamily(
                "rollcall_publish_unconfirmed",
                .gauge,
                "Messages that the broker has still to confirm.",
                Double(publishing?.unconfirmedPublishes ?? 0)
            ),
            MetricFamily(
                "rollcall_publish_returned_total",
                .counter,
                "Messages that have come back, since no queue takes them.",
                Double(publishing?.returnedPublishes ?? 0)
            ),
        ]
    }
}

extension AMQPConnectionState {
    /// Whether there is a connection, whatever it takes.
    fileprivate var isUp: Bool {
        switch self {
        case .connected, .blocked, .refusing: true
        case .lost, .waiting, .ended: false
        }
    }
}
