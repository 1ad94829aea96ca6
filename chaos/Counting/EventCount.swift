/// What the status log says of the jobs, by the contract's rule: the first event of an id counts, and what is said of a
/// job after its end does not.
struct EventCount: Sendable {
    /// A last state that was said of a job.
    struct End: Sendable, Equatable {
        var state: String
        /// When it was said, in seconds since 1970.
        var seconds: Double
    }

    /// Ends under one id that say different things.
    struct Contradiction: Sendable, Equatable {
        var job: String
        var ends: [End]
    }

    static let lastStates: Set = ["activated", "failed", "refused", "expired", "cancelled"]

    /// The computer and product of each job, as the lab's ledger names them.
    private(set) var pairs: [String: String] = [:]
    /// How each job ended.
    private(set) var ends: [String: End] = [:]
    /// Events that came under an id which had come before.
    private(set) var repeated = 0
    /// The attempts that were begun of each job before its end.
    private(set) var attempts: [String: Set<Int>] = [:]
    /// The longest wait that an event told of, in seconds: it says which levels of the ladder were in use.
    private(set) var longestWait = 0.0

    /// What was last said of each job.
    private var lastSaid: [String: String] = [:]
    private var seen: Set<String> = []
    private var endIDs: [String: Set<String>] = [:]
    private var said: [String: [End]] = [:]

    /// Takes the next event of the log.
    mutating func take(_ event: RawEvent) {
        guard event.type.hasPrefix("rollcall.activation."), let job = event.data.job, let state = event.data.state
        else {
            return
        }
        let isLast = EventCount.lastStates.contains(state)
        let end = End(state: state, seconds: event.seconds)
        if isLast {
            endIDs[job, default: []].insert(event.id)
            said[job, default: []].append(end)
        }
        guard seen.insert(event.id).inserted else {
            repeated += 1
            return
        }
        guard ends[job] == nil else { return }
        lastSaid[job] = "\(state), attempt \(event.data.attempt ?? 0), at \(event.seconds)"
        if let computer = event.data.computer?.name, let product = event.data.product {
            pairs[job] = "\(computer.lowercased())/\(product)"
        }
        if state == "running", let attempt = event.data.attempt { attempts[job, default: []].insert(attempt) }
        if let wait = event.wait { longestWait = max(longestWait, wait) }
        if isLast { ends[job] = end }
    }

    /// Jobs of which something was said and whose end was not.
    var unended: [String] {
        pairs.filter { ends[$0.key] == nil }.map { "\($0.value) (\(lastSaid[$0.key] ?? "nothing said"))" }.sorted()
    }

    /// Jobs with more than one end by the rule for ids.
    var conflicting: [String] {
        endIDs.filter { job, ids in ids != ["\(job)/end"] }.keys.sorted()
    }

    /// Jobs of which different ends were said under their one id; the first counts.
    var contradictions: [Contradiction] {
        said.filter { Set($0.value.map(\.state)).count > 1 }
            .map { Contradiction(job: $0.key, ends: $0.value) }
            .sorted { $0.job < $1.job }
    }

    /// How many attempts were made of each computer and product, by their first events.
    var attemptsByPair: [String: Int] {
        var counts: [String: Int] = [:]
        for (job, pair) in pairs { counts[pair, default: 0] += attempts[job]?.count ?? 0 }
        return counts
    }
}
