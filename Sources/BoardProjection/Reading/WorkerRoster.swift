package import ActivationDomain

/// The workers of the last day: who speaks, and who has fallen silent and has not said that it stops.
package struct WorkerRoster: Sendable {
    package let speaking: [WorkerFacts]
    package let silent: [WorkerFacts]

    /// Parts workers by when they last spoke.
    package init(_ workers: [WorkerFacts], now: Timestamp) {
        speaking = workers.filter { now.since($0.seenAt) <= WorkerFacts.silence }
        silent = workers.filter { now.since($0.seenAt) > WorkerFacts.silence }
    }
}

extension BoardReader {
    /// Who of the workers speaks; one that says that it stops is in neither list.
    package func roster(now: Timestamp) async throws -> WorkerRoster {
        WorkerRoster(try await workers(since: now.advanced(by: .seconds(-86_400))), now: now)
    }
}
