internal import ActivationDomain
internal import NIOCore
internal import NIOPosix
internal import Transcripts

/// What of its settings OpenSSH's client does not take, with what it says to it.
package enum SSHMisfit: Error, Sendable, Hashable {
    /// The program cannot be run, or is not OpenSSH's client.
    case program(String)
    /// One of the further options.
    case option(String, String)
    /// Its configuration, with what is set beside it.
    case configuration(String)
}

extension SSHOpener {
    /// Has the client read its settings as it does for every computer, and reaches none: `ssh -G` (ssh(1)) prints what they
    /// come to.
    ///
    /// First nothing, then each option by itself, then all of it, so that what is wrong is found without reading words.
    package func checkSettings() async throws(SSHMisfit) {
        if let complaint = await complaint([]) { throw .program(complaint) }
        for option in configuration.options {
            if let complaint = await complaint(["-o", option]) { throw .option(option, complaint) }
        }
        let options = configuration.options.flatMap { ["-o", $0] }
        if let complaint = await complaint(options, file: configuration.configFile) { throw .configuration(complaint) }
    }

    /// Whether the client takes a user's name; what else is wrong, `checkSettings` tells.
    func checkUser(_ name: String) async throws(ChannelError) {
        guard !name.isEmpty, let complaint = await complaint(["-l", name]), await self.complaint([]) == nil else {
            return
        }
        throw .noLogOn(detail: "The SSH client does not take the name \(name): \(complaint).")
    }

    /// - Parameters:
    ///   - options: Words of the command line.
    ///   - file: The configuration that is read; nil for the user's own and the system's, `none` for no file.
    /// - Returns: what the client has to say against its settings, without a full stop; nil when it takes them.
    private func complaint(_ options: [String], file: String? = "none") async -> String? {
        let files = file.map { ["-F", $0] } ?? []
        let words = [configuration.program, "-G"] + files + options + ["--", "localhost"]
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let process: ChildProcess
        do {
            process = try ChildProcess.start(words, environment: SSHEnvironment.current, on: loop)
        } catch {
            return "it cannot be run: \(error.text)"
        }
        guard let ended = await process.ended(by: .now() + TimeAmount(configuration.limits.connect)) else {
            return "it did not end within \(configuration.limits.connect.wholeSeconds) s"
        }
        guard ended.status == 0 else {
            let lines = TranscriptReader.text(of: ended.errors.bytes).split(whereSeparator: \.isNewline)
            let text = lines.prefix(3).map { $0.trimmingXMLBlanks() }.filter { !$0.isEmpty }.joined(separator: "; ")
            guard !text.isEmpty else { return "it ended with exit code \(ended.status ?? -1)" }
            return ChannelError.shortened(text.hasSuffix(".") ? String(text.dropLast()) : text)
        }
        let isAnswer = TranscriptReader.text(of: ended.output.bytes).split(whereSeparator: \.isNewline)
            .contains { $0.hasPrefix("hostname ") }
        return isAnswer ? nil : "it does not print settings when asked to by -G, as OpenSSH's client does"
    }
}
