internal import ActivationDomain

/// What is kept of a job while its events come in.
///
/// Of an attempt each state is told once, or once for each time that the job was parked. So a mark for each state told of
/// the present attempt says what is a repeat, and takes less than the ids.
struct JobRecord: Sendable {
    /// What an event does to a job.
    enum Effect {
        /// Repeats one that had been told, or comes after what it led to.
        case nothing
        /// Is new, but comes late: the job is further on.
        case noted
        case moved
    }

    let round: Int
    let lab: TextTable.Index
    private(set) var state = ActivationState.enrolled
    /// Less than any attempt as long as nothing has been told.
    private(set) var attempt = Int.min
    var code, innerCode: TextTable.Index?
    private var parks: Int32 = 0
    /// The states told of this attempt.
    private var told: StateSet = []

    init(round: Int, lab: TextTable.Index) {
        self.round = round
        self.lab = lab
    }

    /// Takes in what an event says.
    mutating func take(_ activation: ObservedEvent.Activation) -> Effect {
        let state = activation.state
        // The first end is the end, also when an attempt tells it that has been overtaken.
        guard activation.round == round, !self.state.isLast, activation.attempt >= attempt || state.isLast else {
            return .nothing
        }
        let isFirst = told.isEmpty
        if activation.attempt != attempt {
            attempt = activation.attempt
            told = []
            parks = 0
        }
        let parks = Int32(clamping: activation.parks)
        guard !told.contains(state) || (state == .parked && parks > self.parks) else { return .nothing }
        // `enrolled` is published after the job, so a worker's events may come before it; and after `deferred` only the
        // next attempt has anything to say.
        let isLate = !isFirst && state == .enrolled || told.contains(.deferred) && !state.isLast
        told.insert(state)
        if state == .parked { self.parks = parks }
        if isLate { return .noted }
        self.state = state
        return .moved
    }
}

/// A set of states in two bytes.
private struct StateSet: Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt16 = 0

    init(arrayLiteral elements: ActivationState...) {
        for element in elements { insert(element) }
    }

    var isEmpty: Bool { bits == 0 }

    func contains(_ state: ActivationState) -> Bool { bits & StateSet.bit(state) != 0 }

    mutating func insert(_ state: ActivationState) { bits |= StateSet.bit(state) }

    private static func bit(_ state: ActivationState) -> UInt16 {
        switch state {
        case .enrolled: 1
        case .running: 2
        case .deferred: 4
        case .parked: 8
        case .activated, .failed, .refused, .expired, .cancelled: 16
        }
    }
}
