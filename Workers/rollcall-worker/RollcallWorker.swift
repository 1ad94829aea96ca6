import ArgumentParser
import CAllocator
import Foundation
import UnixSignals
import WorkerSupport

/// The activation worker.
@main
struct RollcallWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-worker",
        abstract: "Takes activation jobs from RabbitMQ and carries them out on the computers of the asset register.",
        discussion: """
            The settings say where the broker is, which computers are ours and with which credentials they are managed \
            (config/rollcall.yaml has each with its default). Start as many workers as you like, on as many hosts.

            SIGTERM or Ctrl-C: takes no more jobs, lets running exchanges end within worker.shutdownLimit, gives the \
            rest back to the queue. A second one ends at once. Nothing is lost either way.

            Examples:
              rollcall-worker --config /etc/rollcall/rollcall.yaml
              ROLLCALL_WORKER_SLOTS=500 rollcall-worker

            Exit codes: 0 stopped in order; 65 the asset register has wrong rows; 69 the broker cannot be reached or \
            was lost; 75 stopped at once; 77 the broker refuses the log-on; 78 a setting is wrong.
            """,
        version: Installation.version
    )

    @Option(name: .long, help: "The settings file. Default: ROLLCALL_CONFIG, else config/rollcall.yaml if it exists.")
    var config: String?

    func run() async throws {
        // Before there are threads. What exchanges let go of on one thread, others need next; with a heap for each thread,
        // as the C library has it by itself, each keeps the most that it ever held.
        _ = mallopt(M_ARENA_MAX, 1)
        do {
            let installation = try Installation(configPath: config)
            let stop = StopSignal(limit: installation.settings.worker.shutdownLimit)
            try await stop.whileListening {
                try await WorkerProgram(installation).run(until: stop.wait, begins: stop.begin)
            }
        } catch {
            let failure = ProgramFailure(error)
            try? FileHandle.standardError.write(contentsOf: Data("rollcall-worker: \(failure.message)\n".utf8))
            throw ExitCode(failure.status.rawValue)
        }
    }
}
