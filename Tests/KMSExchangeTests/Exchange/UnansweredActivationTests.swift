import Testing

@testable import KMSExchange

@Suite("An activation without an answer")
struct UnansweredActivationTests {
    private let minute = Duration.seconds(60)

    private func activation(after number: Int? = 7) -> UnansweredActivation {
        UnansweredActivation(numberBefore: number, pause: .seconds(3))
    }

    private func event(_ number: Int, _ result: UInt32? = 0xC004_F074) -> ActivationEventRecord {
        ActivationEventRecord(recordNumber: number, result: result, kmsHost: nil)
    }

    @Test("has come to something once the licence is active, whatever the log and the time say")
    func active() {
        var one = activation()
        #expect(one.next(isActive: false, event: nil, remaining: minute) == .look(after: .seconds(3)))
        #expect(one.next(isActive: true, event: event(8), remaining: .zero) == .activated)
    }

    @Test("has ended with a new event that stays the newest one for a whole pause")
    func noted() {
        var one = activation()
        #expect(one.next(isActive: false, event: event(7), remaining: minute) == .look(after: .seconds(3)))
        #expect(one.next(isActive: false, event: event(8), remaining: minute) == .look(after: .seconds(3)))
        // The next KMS host was asked.
        #expect(one.next(isActive: false, event: event(9), remaining: minute) == .look(after: .seconds(3)))
        // The computer could not be read.
        #expect(one.next(isActive: false, event: nil, remaining: minute) == .look(after: .seconds(3)))
        #expect(one.next(isActive: false, event: event(9), remaining: minute) == .noted(event(9)))
    }

    @Test("is told by no old event, by none where the old ones are not known, and by none without a result")
    func tellsNothing() {
        for (number, seen) in [(7, event(7)), (nil, event(8)), (7, event(8, nil))] {
            var one = activation(after: number)
            for _ in 1...3 {
                #expect(one.next(isActive: false, event: seen, remaining: minute) == .look(after: .seconds(3)))
            }
            #expect(one.next(isActive: false, event: seen, remaining: .seconds(3)) == .unknown)
        }
    }

    @Test("goes by the event that it has when there is no time for another look")
    func timeIsUp() {
        var one = activation()
        #expect(one.next(isActive: false, event: event(8), remaining: .seconds(3)) == .noted(event(8)))
        var other = activation()
        #expect(other.next(isActive: false, event: event(8, 0), remaining: minute) == .look(after: .seconds(3)))
        #expect(other.next(isActive: false, event: nil, remaining: .zero) == .noted(event(8, 0)))
    }
}
