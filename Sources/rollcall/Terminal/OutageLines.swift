import AMQPClient
import ActivationPipeline

/// Tells on standard error when the broker is lost and when it is back, while `body` runs.
func tellingOutages<Result>(
    of connection: AMQPConnection,
    _ body: () async throws -> Result
) async throws -> Result {
    // Ended with this scope.
    async let _: Void = tellOutages(of: connection)
    return try await body()
}

private func tellOutages(of connection: AMQPConnection) async {
    var narrator = OutageNarrator()
    for await state in connection.states() {
        switch narrator.heard(state, of: "", at: .now) {
        case .lost(let error): Console.complain("The broker is lost (\(error)); waiting for it.")
        case .stillLost(let error, _): Console.complain("The broker is still away (\(error)).")
        case .back: Console.complain("The broker is back.")
        case .blocked(let reason):
            Console.complain("The broker takes no messages for now (\(reason)); waiting.")
        case .refused(let error):
            Console.complain("The broker refuses what it took before (\(error)); trying again.")
        case .accepted: Console.complain("The broker refuses nothing any more.")
        case .unblocked: Console.complain("The broker takes messages again.")
        case nil: break
        }
    }
}
