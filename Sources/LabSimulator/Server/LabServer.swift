internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The whole lab while it runs: a listener on each computer's address, all on one port.
///
/// A listener for each address, rather than one on every address, keeps the lab off all but the loopback; and the listener tells
/// which computer a client means.
package final class LabServer: Sendable {
    /// The port on which every computer answers.
    package let port: Int
    /// What really happened.
    package let ledger: Ledger
    private let computers: [String: LabComputer]

    private init(port: Int, ledger: Ledger, computers: [String: LabComputer]) {
        self.port = port
        self.ledger = ledger
        self.computers = computers
    }

    /// How many log-ons a computer has refused.
    ///
    /// - Parameter computer: its name, compared without case.
    /// - Returns: the number; 0 for a name that the lab does not have.
    package func refusedLogOns(computer: String) -> Int {
        computers[computer.lowercased()]?.refusedLogOns ?? 0
    }

    /// Runs a lab for as long as the body takes, and then closes every socket.
    /// - Parameters:
    ///   - scenario: the lab. Port 0 takes one that is free on every address.
    ///   - ledger: where effects are written.
    ///   - certificates: serve HTTPS with these; nil serves HTTP.
    ///   - logOns: what the process was given for log-ons by NTLM and Kerberos; nil where no computer has them.
    ///   - threads: event loops.
    ///   - body: what happens meanwhile.
    /// - Returns: what the body returns.
    /// - Throws: ``LabError`` when the lab cannot be brought up, and what the body throws.
    package static func withRunning<Result>(
        scenario: LabScenario,
        ledger: Ledger = Ledger(),
        certificates: LabCertificates? = nil,
        logOns: LogOnEnvironment? = nil,
        threads: Int = 2,
        body: (LabServer) async throws -> Result
    ) async throws -> Result {
        if logOns == nil, let computer = scenario.computers.first(where: \.authentication.needsGSSAPI) {
            throw LabError(
                code: .unavailable,
                message:
                    "\(computer.name) has log-ons by NTLM or Kerberos, which need a process of their own; run rollcall-lab"
            )
        }
        try OpenFileLimit.raise(listeners: scenario.computers.count)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let computers = scenario.computers.map { LabComputer($0, lab: scenario, ledger: ledger) }
        let security = ConnectionSecurity(certificates, logOns)
        let outcome: Swift.Result<Result, any Error>
        do {
            let listeners = Listeners(group: group, security: security)
            let port = try await listeners.open(computers, port: scenario.port)
            let byName = [String: LabComputer](
                computers.map { ($0.scenario.name.lowercased(), $0) },
                uniquingKeysWith: { first, _ in first }
            )
            outcome = .success(try await body(LabServer(port: port, ledger: ledger, computers: byName)))
        } catch {
            outcome = .failure(error)
        }
        // Before the loops to which they answer.
        await security.threads?.shutDown()
        // Closes every listener and connection that is left.
        try? await group.shutdownGracefully()
        return try outcome.get()
    }
}
