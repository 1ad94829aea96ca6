/// How much may happen twice: the one place that derives it.
///
/// Nothing is lost because the broker confirms what follows from a job before the job is acknowledged; the price is that
/// a job can come twice. It comes once more than needed
///
/// - for each delivery that the broker held as unacknowledged when the connection that it went out on ended, be it by
///   the worker's death or by a fault of connection or broker: at most the prefetch, which is the worker's slots, for each
///   lane in use (the scenarios use one);
/// - for each job of a worker whose confirm was outstanding when its publishing connection ended, since it is published
///   again under the same id: at most one for each slot, which is held until the confirm;
/// - for each message that was on its way from one queue of the ladder to the next when the broker was killed: the broker
///   moves at most 32 at once out of each queue (`dead_letter_worker_consumer_prefetch`), and of the queues those up to the
///   level of the longest wait are in use;
/// - for each job that an enrolment published which was not the first.
///
/// Each such copy is executed once, and once more for each further attempt that the lab's script makes it need, at most
/// `chain` times in all. A copy that finds the licence active asks for nothing, so the count stays far below. Every
/// execution has two events (`running`, and what came of it), and events are published again themselves.
struct RepeatBound: Sendable, Equatable {
    /// Workers that died without stopping in order.
    var workerDeaths = 0
    /// Connections of living workers that take jobs and were lost.
    var consumingLosses = 0
    /// Connections of living workers that publish and were lost.
    var publishingLosses = 0
    /// Times that a broker was killed.
    var brokerDeaths = 0
    /// Jobs that were enrolled again.
    var enrolledAgain = 0
    /// Slots of a worker.
    var slots = 1
    /// The longest wait in seconds.
    var longestWait = 0.0
    /// Attempts that the lab's longest script takes.
    var chain = 1

    private static let deadLetterPrefetch = 32

    /// Queues of the ladder in use: one for each bit of the longest wait.
    var ladderQueues: Int {
        let seconds = Int(longestWait.rounded(.up))
        return seconds < 1 ? 0 : Int.bitWidth - seconds.leadingZeroBitCount
    }

    /// Copies of jobs that may come about.
    var copies: Int {
        (workerDeaths + consumingLosses) * slots
            + publishingLosses * slots
            + brokerDeaths * RepeatBound.deadLetterPrefetch * ladderQueues
            + enrolledAgain
    }

    /// Executions beyond one for each attempt.
    var executions: Int { copies * chain }

    /// Events that come under an id which came before: those of the executions, those of a publishing connection that
    /// were sent again (two for each slot), and `enrolled`.
    var events: Int { 2 * executions + 2 * publishingLosses * slots + enrolledAgain }
}
