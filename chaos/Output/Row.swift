/// What came of one scenario.
struct Row: Encodable, Sendable {
    /// Ends under one id that contradict each other, with the fault that caused them.
    struct Contradiction: Encodable, Sendable {
        var job: String
        var states: [String]
        var cause: String?
    }

    var scenario: String
    /// Jobs whose enrolment the broker has confirmed.
    var jobsIn = 0
    /// Jobs with a last state.
    var ended = 0
    /// Jobs with neither a last state nor a place among the expected dead.
    var lost = 0
    /// Jobs with more than one last state by the rule for ids.
    var conflicting = 0
    var contradictions: [Contradiction] = []
    /// Jobs that ended other than their computer's script says.
    var unexpected: [String] = []
    var repeatedEvents = 0
    var repeatedEventsBound = 0
    var executions = 0
    var repeatedExecutions = 0
    var repeatedExecutionsBound = 0
    /// What lies where nothing should lie once the workers have stopped, by queue.
    var left: [String: Int] = [:]
    /// What lies in the dead queue.
    var dead = 0
    /// Jobs that a fault took away and that enrolling again brought back.
    var gone: Int?
    var faults = 0
    /// Workers that died, by whatever cause.
    var workerDeaths = 0
    /// The longest time from the end of a fault until a worker that it struck spoke again, in seconds.
    var recoverySeconds: Double?
    /// What a watched worker took of the machine.
    var resources: String?
    /// The whole scenario, in seconds.
    var seconds = 0.0
    /// Which rules it breaks; empty when all is well.
    var broken: [String] = []
}
