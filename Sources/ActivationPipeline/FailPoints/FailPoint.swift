/// The places where a program can be made to die, so that tests can look at what it leaves there.
///
/// Between a confirm and an acknowledgement lies what "nothing is lost" rests on, and a kill at random hardly ever hits
/// it. A debug build ends itself with SIGKILL at the point that ``variable`` names; a release build has no code for it
/// and refuses the variable like any unknown one.
package enum FailPoint: String, CaseIterable, Sendable {
    /// A delivery has come and nothing is known of it yet, not even how often it came before.
    case afterDelivery = "after-delivery"
    /// `running` is on its way, the exchange has not begun.
    case afterRunningSent = "after-running-sent"
    /// The computer has done what it was asked for; nobody knows yet.
    case afterExchange = "after-exchange"
    /// What follows from the attempt is on its way, none of it confirmed.
    case afterFollowUpSent = "after-follow-up-sent"
    /// The broker has the event of a failed attempt, but the job for the next one is not confirmed.
    case afterEventConfirmed = "after-event-confirmed"
    /// The broker has the job for the next attempt and still the delivery of this one: the job is there twice.
    case afterFollowUpConfirmed = "after-follow-up-confirmed"
    /// The broker has the last state and still the job.
    case afterEndConfirmed = "after-end-confirmed"
    /// The acknowledgement has been handed to the connection, which may not have sent it.
    case afterAcknowledge = "after-acknowledge"
    /// The broker has what was handed back, and still the delivery.
    case afterHandBackConfirmed = "after-hand-back-confirmed"
    /// The broker has the dead copy of what is no job, and still the delivery.
    case afterRejectionConfirmed = "after-rejection-confirmed"
    /// An enrolling program has the confirm of a job and has not said so.
    case afterJobConfirmed = "after-job-confirmed"
    /// An enrolling program has said of all jobs that they are enrolled, and not that it is done.
    case afterEnrolment = "after-enrolment"

    /// The environment variable that chooses a point: `NAME:COUNT` for the COUNTth time that it is reached, or
    /// `NAME@COMPUTER` for a job of that computer.
    package static let variable = "ROLLCALL_FAIL_POINT"
}
