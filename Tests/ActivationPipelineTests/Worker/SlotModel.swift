import Testing

@testable import ActivationPipeline

/// The slot machine beside the plainest account of what it should do.
struct SlotModel {
    typealias Priority = SlotMachine<Int>.Priority

    private(set) var machine: SlotMachine<Int>
    private(set) var running: [Int: Priority] = [:]
    /// In the order in which they came.
    private(set) var waiting: [(ticket: Int, priority: Priority)] = []
    private let slots: Int

    init(slots: Int) {
        self.slots = slots
        machine = SlotMachine(slots: slots)
    }

    mutating func request(_ priority: Priority, _ ticket: Int) {
        if machine.request(priority, ticket: ticket) == nil {
            for other in waiting {
                #expect(priority == .urgent && other.priority == .bulk, "\(priority) overtakes \(other)")
            }
            running[ticket] = priority
        } else {
            waiting.append((ticket, priority))
        }
    }

    mutating func end(_ random: inout some RandomNumberGenerator) {
        guard let ticket = running.keys.sorted().randomElement(using: &random) else { return }
        running[ticket] = nil
        machine.end()
    }

    mutating func startAll() {
        while let ticket = machine.next() {
            guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else {
                Issue.record("\(ticket) did not wait")
                return
            }
            let (_, priority) = waiting.remove(at: index)
            let isLaterOfItsKind = waiting[..<index].contains { $0.priority == priority }
            #expect(!isLaterOfItsKind, "\(ticket) starts before one that came earlier")
            if priority == .bulk { #expect(!waiting.contains { $0.priority == .urgent }) }
            running[ticket] = priority
        }
        #expect(waiting.isEmpty || running.count == slots, "a slot is free and someone waits")
    }

    func check() {
        #expect(machine.running == running.count)
        #expect(machine.waiting == waiting.count)
        #expect(running.count <= slots)
    }
}
