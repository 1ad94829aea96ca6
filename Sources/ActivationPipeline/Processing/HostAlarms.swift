package import ActivationDomain
internal import Synchronization

/// Remembers which troubles of a KMS host have been reported, so that there is one alarm for the host and not one for
/// each computer.
package final class HostAlarms: Sendable {
    private let reported = Mutex<[String: Timestamp]>([:])
    private let interval: Duration

    /// Makes an empty memory.
    ///
    /// - Parameter interval: after which the same trouble is reported again.
    package init(interval: Duration) {
        self.interval = interval
    }

    /// The alarm that an event gives rise to, if it is the first of its kind within the interval.
    package func notice(for event: ActivationEvent) -> Notice? {
        guard let failure = event.failure, failure.entry.concernsKMSHost else { return nil }
        let host = event.kmsHost ?? "unknown"
        let code = failure.innerCode ?? failure.code
        let isDue = reported.withLock { reported in
            let key = "\(host) \(code)"
            if let last = reported[key], event.time < last.advanced(by: interval) { return false }
            reported[key] = event.time
            return true
        }
        guard isDue else { return nil }
        // The same for all workers that notice it within the same interval.
        let period = Int(event.time.seconds / max(interval / .seconds(1), 1))
        let campaign = event.job.campaign
        return Notice(
            .kmsHostAlarm,
            id: "kmshost/\(host)/\(code)/\(period)",
            source: event.source,
            time: event.time
        ) { json in
            if host != "unknown" { json.member("kmsHost", host) }
            json.member("campaign", campaign)
            failure.write(into: &json)
        }
    }
}
