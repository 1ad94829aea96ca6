/// What an activation has come to that was asked for and not answered, by what the computer shows of it later.
///
/// The computer goes on with it all the same. A licence that is active ends it, and so does a new event 12288 that is
/// still the newest one at the next look: a computer that asks several KMS hosts in turn has an event for each of them.
struct UnansweredActivation: Sendable {
    /// What is to be done after a look.
    enum Step: Sendable, Hashable {
        case look(after: Duration)
        case activated
        /// It is over, and this is what the computer noted of it.
        case noted(ActivationEventRecord)
        /// The time is up, and nothing tells what has become of it.
        case unknown
    }

    private let numberBefore: Int?
    private let pause: Duration
    private var newest: ActivationEventRecord?

    /// - Parameters:
    ///   - numberBefore: The number of the newest event before the activation; without it none is told from old ones.
    ///   - pause: The time between two looks.
    init(numberBefore: Int?, pause: Duration) {
        self.numberBefore = numberBefore
        self.pause = pause
    }

    /// Takes in what a look has shown.
    ///
    /// - Parameters:
    ///   - isActive: Whether the licence holds; false also when the computer could not be asked.
    ///   - event: The newest event 12288, if the computer could be asked and has one.
    ///   - remaining: What is left of the exchange's time.
    /// - Returns: What is to be done now.
    mutating func next(isActive: Bool, event: ActivationEventRecord?, remaining: Duration) -> Step {
        if isActive { return .activated }
        // One whose result cannot be read tells nothing.
        let new = event.flatMap { event in
            numberBefore.map { event.recordNumber > $0 && event.result != nil } == true ? event : nil
        }
        if let new, new.recordNumber == newest?.recordNumber { return .noted(new) }
        newest = new ?? newest
        guard remaining > pause else { return newest.map(Step.noted) ?? .unknown }
        return .look(after: pause)
    }
}
