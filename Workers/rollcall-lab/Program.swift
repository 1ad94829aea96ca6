internal import ArgumentParser
internal import Foundation
internal import LabSimulator

/// The entry: every error ends here as one sentence and an exit code, so that nothing dies of a signal.
@main
enum Program {
    static func main() async {
        do {
            var command = try RollcallLab.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ScenarioError {
            fail(error.description, code: EX_DATAERR)
        } catch let error as LabError {
            fail(
                error.description,
                code: error.code == .noFile ? EX_NOINPUT : error.code == .wrongFile ? EX_DATAERR : EX_UNAVAILABLE
            )
        } catch {
            RollcallLab.exit(withError: error)
        }
    }

    private static func fail(_ message: String, code: Int32) -> Never {
        try? FileHandle.standardError.write(contentsOf: Data("rollcall-lab: \(message)\n".utf8))
        exit(code)
    }
}
