package import ActivationDomain

/// What follows from a delivery; it is published and confirmed before the delivery is acknowledged.
///
/// Its values lie apart: events are large, and it is handed on from step to step.
package indirect enum Verdict: Sendable, Hashable {
    /// The job ends with this event; `deadCopy` puts a copy of it into the dead queue as well.
    case end(ActivationEvent, deadCopy: JobRejection? = nil)
    /// The job comes again after so many seconds, which the event says.
    case again(ActivationEvent, Job, afterSeconds: Int)
    /// The job goes back to its lane as it is.
    case handBack(Job)
    /// The message is no valid job.
    case reject(JobRejection)

    /// Whether the job is published again.
    var keepsJobAlive: Bool {
        switch self {
        case .again, .handBack: true
        case .end, .reject: false
        }
    }

    /// The computer that it concerns; nil where that is not known.
    var computer: String? {
        switch self {
        case .end(let event, _), .again(let event, _, _): event.job.computer.name
        case .handBack(let job): job.computer.name
        case .reject: nil
        }
    }

    /// The point at which what follows is confirmed and the delivery not acknowledged.
    var failPoint: FailPoint {
        switch self {
        case .end: .afterEndConfirmed
        case .again: .afterFollowUpConfirmed
        case .handBack: .afterHandBackConfirmed
        case .reject: .afterRejectionConfirmed
        }
    }
}
