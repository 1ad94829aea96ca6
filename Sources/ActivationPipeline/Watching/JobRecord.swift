/// What is kept of a job while its events come in.
struct JobRecord: Sendable {
    private(set) var standing: JobStanding
    let lab: TextTable.Index
    var code, innerCode: TextTable.Index?

    init(round: Int, lab: TextTable.Index) {
        standing = JobStanding(round: round)
        self.lab = lab
    }

    /// Takes in what an event says.
    mutating func take(_ activation: ObservedEvent.Activation) -> JobStanding.Effect { standing.take(activation) }
}
