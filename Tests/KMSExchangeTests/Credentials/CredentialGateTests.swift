import ActivationDomain
import KMSExchange
import TestSupport
import Testing

@Suite("The gate of a credential", .timeLimit(.minutes(3)))
struct CredentialGateTests {
    private let executor = StepExecutor()
    private let gate = CredentialGate(refusalLimit: 2, rest: .seconds(3600))

    /// A task that stands in line at the gate by the time this returns.
    private func enter(_ group: inout TaskGroup<CredentialGate.Admission>) {
        group.addTask(executorPreference: executor) { [gate] in await gate.enter("z") }
        executor.runAll()
    }

    @Test("lets one pass after the other until one has succeeded, then everyone")
    func proven() async {
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup { group in
            for _ in 0..<4 { enter(&group) }
            gate.leave()
            executor.runAll()
            #expect(await group.next() == .granted)
            gate.succeeded()
            executor.runAll(andCancelRestOf: &group)
            for _ in 0..<3 { #expect(await group.next() == .granted) }
        }
        #expect(await gate.enter("z") == .granted)
    }

    @Test("lets the next one pass after a refusal that is not the last")
    func refused() async {
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup { group in
            enter(&group)
            #expect(gate.refused(by: "a") == nil)
            gate.leave()
            executor.runAll(andCancelRestOf: &group)
            #expect(await group.next() == .granted)
        }
    }

    @Test("sends everyone away when the credential rests, also those who wait")
    func rest() async throws {
        #expect(await gate.enter("z") == .granted)
        #expect(gate.refused(by: "a") == nil)
        await withTaskGroup { group in
            for _ in 0..<3 { enter(&group) }
            let until = gate.refused(by: "b")
            executor.runAll(andCancelRestOf: &group)
            for _ in 0..<3 { #expect(await group.next() == until.map { .resting(until: $0) }) }
            gate.leave()
            #expect(await gate.enter("z") == until.map { .resting(until: $0) })
        }
    }

    @Test("sends everyone away when the realm has refused the credential once")
    func realm() async throws {
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup { group in
            for _ in 0..<3 { enter(&group) }
            let until = gate.refusedByRealm()
            executor.runAll(andCancelRestOf: &group)
            for _ in 0..<3 { #expect(await group.next() == until.map { .resting(until: $0) }) }
            #expect(until != nil && gate.refusedByRealm() == nil)
            gate.leave()
        }
    }

    @Test("opens again after the rest, for one at a time")
    func afterRest() async {
        let gate = CredentialGate(refusalLimit: 1, rest: .zero)
        #expect(await gate.enter("z") == .granted)
        #expect(gate.refused(by: "a") != nil)
        gate.leave()
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup(of: CredentialGate.Admission.self) { group in
            group.addTask(executorPreference: executor) { await gate.enter("z") }
            executor.runAll()
            gate.leave()
            executor.runAll(andCancelRestOf: &group)
            #expect(await group.next() == .granted)
        }
    }

    @Test("passes the turn on when whoever has it next was cancelled")
    func cancellation() async {
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup { patient in
            await withTaskGroup { cancelled in
                for _ in 0..<2 { enter(&cancelled) }
                enter(&patient)
                cancelled.cancelAll()
                executor.runAll()
                for await admission in cancelled { #expect(admission == .cancelled) }
            }
            gate.leave()
            executor.runAll(andCancelRestOf: &patient)
            #expect(await patient.next() == .granted)
        }
    }

    @Test("passes the turn on when it came together with the cancellation")
    func cancelledWithTurn() async {
        #expect(await gate.enter("z") == .granted)
        await withTaskGroup { patient in
            await withTaskGroup { cancelled in
                enter(&cancelled)
                enter(&patient)
                gate.leave()
                cancelled.cancelAll()
                executor.runAll()
                // Granted or not, the turn must not be lost with it.
                for await admission in cancelled where admission == .granted { gate.leave() }
                executor.runAll()
            }
            executor.runAll(andCancelRestOf: &patient)
            #expect(await patient.next() == .granted)
        }
    }

    @Test("never lets two pass while unproven, with many tasks at once")
    func contention() async {
        let lock = CredentialGate(refusalLimit: 10_000, rest: .zero)
        let inside = Headcount()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask {
                    guard await lock.enter("z") == .granted else { return }
                    #expect(inside.add(1) == 1)
                    await Task.yield()
                    _ = inside.add(-1)
                    _ = lock.refused(by: "pc-\(number)")
                    lock.leave()
                }
            }
        }
        #expect(inside.add(0) == 0)
    }
}
