internal import DequeModule

/// Who may run next in a worker: a plain state machine.
///
/// A free slot goes to a waiting urgent job first. A job that may have crashed workers runs alone: nothing new begins
/// until the others have ended, and nothing beside it.
struct SlotMachine<Ticket> {
    /// How a job wants to run.
    enum Priority: Sendable {
        case bulk
        case urgent
        case alone
    }

    private let slots: Int
    private(set) var running = 0
    private var runsAlone = false
    private var urgent: Deque<Ticket> = []
    private var bulk: Deque<Ticket> = []
    private var alone: Deque<Ticket> = []

    init(slots: Int) {
        self.slots = slots
    }

    var waiting: Int { urgent.count + bulk.count + alone.count }

    /// Takes a slot if one is to be had and no one is to have it first; else the ticket waits.
    ///
    /// Between ``end()`` and ``next()`` a slot is free while others wait for it: a newcomer must not take it from them.
    mutating func request(_ priority: Priority, ticket: @autoclosure () -> Ticket) -> Ticket? {
        if canRun(priority) {
            start(priority)
            return nil
        }
        let ticket = ticket()
        switch priority {
        case .urgent: urgent.append(ticket)
        case .bulk: bulk.append(ticket)
        case .alone: alone.append(ticket)
        }
        return ticket
    }

    /// A job has ended.
    mutating func end() {
        running -= 1
        runsAlone = false
    }

    /// The next one that may begin now.
    mutating func next() -> Ticket? {
        if !alone.isEmpty {
            guard running == 0 else { return nil }
            start(.alone)
            return alone.popFirst()
        }
        guard !runsAlone, running < slots, let ticket = urgent.popFirst() ?? bulk.popFirst() else { return nil }
        running += 1
        return ticket
    }

    /// Everyone that waits, who will now wait no longer.
    mutating func drain() -> [Ticket] {
        defer { (urgent, bulk, alone) = ([], [], []) }
        return Array(urgent) + Array(bulk) + Array(alone)
    }

    private func canRun(_ priority: Priority) -> Bool {
        guard !runsAlone, alone.isEmpty, urgent.isEmpty else { return false }
        return switch priority {
        case .urgent: running < slots
        case .bulk: running < slots && bulk.isEmpty
        case .alone: running == 0 && bulk.isEmpty
        }
    }

    private mutating func start(_ priority: Priority) {
        running += 1
        runsAlone = priority == .alone
    }
}
