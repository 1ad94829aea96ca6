internal import Glibc
internal import Synchronization

/// The programs that a campus has started, none of which outlives it, however its test ends.
final class Crew: Sendable {
    private let programs = Mutex<[Program]>([])

    /// Takes one.
    func taken(_ program: Program) -> Program {
        programs.withLock { $0.append(program) }
        return program
    }

    /// Ends those that still run.
    func end() async {
        for program in programs.withLock({ $0 }) where program.isRunning {
            program.signal(SIGKILL)
            _ = try? await program.ended()
        }
    }
}
