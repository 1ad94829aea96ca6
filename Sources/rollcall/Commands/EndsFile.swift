import ActivationDomain
import ActivationPipeline
import Foundation
import WorkerSupport

/// The file of `watch --ends`: how each job ended, one JSON object a line.
struct EndsFile {
    private struct End: Encodable {
        var computer, product, state: String
        var code: String?
        var attempts, round: Int
    }

    private let path: String
    private let file: FileHandle

    /// Opens the file for writing: a campaign may take days, and what it came to must not be lost for a wrong path.
    ///
    /// What the file holds stays in it until the new lines are written.
    ///
    /// - Throws: ``ProgramFailure`` with exit code 64.
    init(_ path: String) throws(ProgramFailure) {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            let reason =
                switch errno {
                case ENOENT, ENOTDIR: "its folder does not exist"
                case EISDIR: "it is a directory"
                default: String(cString: strerror(errno)).lowercased()
                }
            throw ProgramFailure(.usage, "--ends \(path) cannot be written: \(reason)")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Replaces the file's content by how the jobs ended.
    func write(_ progress: CampaignProgress) throws(ProgramFailure) {
        let lines = progress.jobs.filter(\.state.isLast)
            .sorted { ($0.computer, $0.product) < ($1.computer, $1.product) }
            .map { job in
                let end = End(
                    computer: job.computer,
                    product: job.product,
                    state: job.state.rawValue,
                    code: job.state == .activated ? nil : job.decidingCode,
                    attempts: job.attempt,
                    round: job.round
                )
                return JSONOutput.text(end) + "\n"
            }
        do {
            // A pipe or a terminal has nothing to be cut.
            try? file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(lines.joined().utf8))
        } catch {
            throw ProgramFailure(.output, "--ends \(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
