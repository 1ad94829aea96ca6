internal import DequeModule

/// Who may run next in a worker: a plain state machine.
///
/// A free slot goes to a waiting urgent job first.
struct SlotMachine<Ticket> {
    /// How a job wants to run.
    enum Priority: Sendable {
        case bulk
        case urgent
    }

    private let slots: Int
    private(set) var running = 0
    private var urgent: Deque<Ticket> = []
    private var bulk: Deque<Ticket> = []

    init(slots: Int) {
        self.slots = slots
    }

    var waiting: Int { urgent.count + bulk.count }

    /// Takes a slot if one is to be had and no one is to have it first; else the ticket waits.
    ///
    /// Between ``end()`` and ``next()`` a slot is free while others wait for it: a newcomer must not take it from them.
    mutating func request(_ priority: Priority, ticket: @autoclosure () -> Ticket) -> Ticket? {
        if running < slots, urgent.isEmpty, priority == .urgent || bulk.isEmpty {
            begin()
            return nil
        }
        let ticket = ticket()
        switch priority {
        case .urgent: urgent.append(ticket)
        case .bulk: bulk.append(ticket)
        }
        return ticket
    }

    /// A job has begun, whether or not there was a slot for it.
    mutating func begin() { running += 1 }

    /// A job has ended.
    mutating func end() { running -= 1 }

    /// The next one that may begin now.
    mutating func next() -> Ticket? {
        guard running < slots, let ticket = urgent.popFirst() ?? bulk.popFirst() else { return nil }
        begin()
        return ticket
    }

    /// Everyone that waits, who will now wait no longer.
    mutating func drain() -> [Ticket] {
        defer { (urgent, bulk) = ([], []) }
        return Array(urgent) + Array(bulk)
    }
}
