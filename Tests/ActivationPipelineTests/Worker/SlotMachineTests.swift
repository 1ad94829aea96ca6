import TestSupport
import Testing

@testable import ActivationPipeline

@Suite("Who may run next in a worker")
struct SlotMachineTests {
    private typealias Machine = SlotMachine<Int>

    @Test("is whoever comes while there are slots, and then who waits, in order")
    func order() {
        var machine = Machine(slots: 2)
        #expect(machine.request(.bulk, ticket: 1) == nil)
        #expect(machine.request(.urgent, ticket: 2) == nil)
        #expect(machine.request(.bulk, ticket: 3) == 3)
        #expect(machine.request(.bulk, ticket: 4) == 4)
        #expect(machine.running == 2)
        #expect(machine.waiting == 2)
        #expect(machine.next() == nil)
        machine.end()
        #expect(machine.next() == 3)
        #expect(machine.next() == nil)
        machine.end()
        machine.end()
        #expect(machine.next() == 4)
        #expect(machine.waiting == 0)
        #expect(machine.running == 1)
    }

    @Test("is an urgent job first")
    func urgentFirst() {
        var machine = Machine(slots: 1)
        #expect(machine.request(.bulk, ticket: 1) == nil)
        for ticket in 2...3 { #expect(machine.request(.bulk, ticket: ticket) == ticket) }
        for ticket in 4...5 { #expect(machine.request(.urgent, ticket: ticket) == ticket) }
        var started: [Int] = []
        for _ in 0..<4 {
            machine.end()
            if let ticket = machine.next() { started.append(ticket) }
        }
        #expect(started == [4, 5, 2, 3])
    }

    @Test("is not one that comes just as a slot is free, before those that wait")
    func noOvertaking() {
        var machine = Machine(slots: 1)
        #expect(machine.request(.bulk, ticket: 1) == nil)
        #expect(machine.request(.bulk, ticket: 2) == 2)
        #expect(machine.request(.urgent, ticket: 3) == 3)
        machine.end()
        #expect(machine.request(.bulk, ticket: 4) == 4)
        #expect(machine.request(.urgent, ticket: 5) == 5)
        #expect(machine.next() == 3)
        #expect(machine.next() == nil)
    }

    @Test("is no one where a job has begun without asking, until it ends")
    func begun() {
        var machine = Machine(slots: 1)
        machine.begin()
        #expect(machine.request(.urgent, ticket: 1) == 1)
        #expect(machine.next() == nil)
        machine.end()
        #expect(machine.next() == 1)
    }

    @Test("is no one any more once everyone was sent away")
    func drain() {
        var machine = Machine(slots: 1)
        #expect(machine.request(.bulk, ticket: 1) == nil)
        #expect(machine.request(.bulk, ticket: 2) == 2)
        #expect(machine.request(.urgent, ticket: 3) == 3)
        #expect(machine.drain().sorted() == [2, 3])
        #expect(machine.waiting == 0)
        machine.end()
        #expect(machine.next() == nil)
        #expect(machine.running == 0)
    }

    @Test("keeps its rules on any way", arguments: 1...20 as ClosedRange<UInt64>)
    func randomWalk(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = SlotModel(slots: Int.random(in: 1...4, using: &random))
        for ticket in 0..<1000 {
            if Int.random(in: 0..<10, using: &random) < 5 {
                let priorities: [Machine.Priority] = [.bulk, .bulk, .bulk, .urgent, .urgent]
                model.request(priorities.randomElement(using: &random) ?? .bulk, ticket)
            } else {
                model.end(&random)
                // Others may come between the end of one and the start of the next.
                if Bool.random(using: &random) { model.startAll() }
            }
            model.check()
        }
        model.startAll()
        while !model.running.isEmpty {
            model.end(&random)
            model.startAll()
            model.check()
        }
        #expect(model.waiting.isEmpty, "no one waits for ever")
        #expect(model.machine.waiting == 0)
        #expect(model.machine.running == 0)
    }
}
