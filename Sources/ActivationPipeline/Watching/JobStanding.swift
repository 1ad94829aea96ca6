package import ActivationDomain

/// How far a job is, by the events read so far; by it a reader tells what is new from what is a repeat.
///
/// Of an attempt each state is told once, or once for each time that the job was parked. So a mark for each state told of
/// the present attempt says what is a repeat, and takes less than the ids.
package struct JobStanding: Sendable, Hashable {
    /// What an event does to a job.
    package enum Effect: Sendable {
        /// Repeats one that had been told, or comes after what it led to.
        case nothing
        /// Is new, but comes late: the job is further on.
        case noted
        case moved
    }

    package let round: Int
    package private(set) var state: ActivationState
    /// Less than any attempt as long as nothing has been told.
    package private(set) var attempt: Int
    /// How often the present attempt had been parked.
    package private(set) var parks: Int32
    /// The states told of this attempt.
    package private(set) var told: StateSet

    /// Makes the standing of a job of which nothing has been told.
    package init(round: Int) {
        self.init(round: round, state: .enrolled, attempt: .min, parks: 0, told: [])
    }

    /// Makes a standing that was kept.
    package init(round: Int, state: ActivationState, attempt: Int, parks: Int32, told: StateSet) {
        self.round = round
        self.state = state
        self.attempt = attempt
        self.parks = parks
        self.told = told
    }

    /// Takes in what an event says.
    package mutating func take(_ activation: ObservedEvent.Activation) -> Effect {
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

/// A set of states in two bytes; all last states are one in it.
package struct StateSet: Sendable, Hashable, ExpressibleByArrayLiteral {
    package private(set) var bits: UInt16

    /// Makes a set that was kept.
    package init(bits: UInt16) {
        self.bits = bits
    }

    /// Makes a set of these states.
    package init(arrayLiteral elements: ActivationState...) {
        bits = 0
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
