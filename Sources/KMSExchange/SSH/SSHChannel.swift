internal import ActivationDomain
package import NIOCore
internal import Synchronization
internal import Transcripts

/// A computer managed by SSH: Windows' own scripts and programs are run on it, and what they print is read.
///
/// `slmgr.vbs` and `ospp.vbs` come first, since each Windows since 7 has them. Where they cannot run, or do not tell
/// enough, PowerShell's CIM commands do the same; once these had to step in for a script, they do the rest as well.
package final class SSHChannel: ComputerChannel {
    /// By what the licences of a computer are managed.
    enum Tools: Sendable, Equatable {
        case scripts
        /// `scripts` is why they cannot be used.
        case powerShell(scripts: String)
    }

    /// Which script shows a licence.
    enum Origin: Sendable {
        case slmgr
        case ospp(OfficeScript)
    }

    private struct State {
        var tools: Tools
        var origins: [String: Origin] = [:]
        var version: String?
        /// Whether a script has been seen to run.
        var scriptsHaveRun = false
        var closing: (@Sendable () -> Void)?
    }

    let link: SSHLink
    let limits: ChannelLimits
    let host: ScriptHost
    private let state: Mutex<State>

    /// `closed` is called once, when the channel is closed.
    init(
        _ link: SSHLink,
        _ tools: SSHConfiguration.Tools,
        _ limits: ChannelLimits,
        closed: @escaping @Sendable () -> Void
    ) {
        self.link = link
        self.limits = limits
        host = ScriptHost(limit: max(limits.step, limits.activate))
        let first: Tools =
            tools == .auto ? .scripts : .powerShell(scripts: "The setting worker.ssh.tools leaves the scripts out.")
        state = Mutex(State(tools: first, closing: closed))
    }

    /// By what the computer is managed, and why not by its scripts where it is not.
    package var means: String? {
        switch tools {
        case .scripts: "ssh/scripts"
        case .powerShell(let reason): "ssh/powershell: \(reason)"
        }
    }

    package var end: NIODeadline { link.end }

    package func close() async {
        await link.close()
        let closing = state.withLock { state in
            defer { state.closing = nil }
            return state.closing
        }
        closing?()
    }

    // MARK: What is known of the computer

    var tools: Tools { state.withLock { $0.tools } }

    /// Leaves the scripts out from now on.
    func useNoScripts(_ reason: String) {
        // The first reason is the cause.
        state.withLock { state in
            if state.tools == .scripts { state.tools = .powerShell(scripts: reason) }
        }
    }

    func remember(_ origin: Origin, of records: [LicenceRecord]) {
        state.withLock { state in
            for record in records { state.origins[record.id] = origin }
        }
    }

    /// Whether an Office's script has shown licences.
    func hasOrigin(_ office: OfficeScript) -> Bool {
        state.withLock { state in
            state.origins.values.contains { if case .ospp(office) = $0 { true } else { false } }
        }
    }

    func origin(of id: String) -> Origin? { state.withLock { $0.origins[id] } }

    /// Whether commands do something on the computer: then what a script does not show is not there.
    var hasAnswered: Bool { state.withLock { $0.scriptsHaveRun || $0.version != nil } }

    var version: String? {
        get { state.withLock { $0.version } }
        set { state.withLock { $0.version = newValue } }
    }

    // MARK: Steps

    /// Runs a script and reads what it prints.
    ///
    /// - Returns: nil where scripts cannot run, and are left out from now on.
    func transcript(_ command: String, limit: Duration) async throws(ChannelError) -> Transcript? {
        let transcript = TranscriptReader.read(try await link.run(command, limit: limit).text)
        guard let reason = transcript.scriptsAreMissing else {
            if transcript.isRecognized { state.withLock { $0.scriptsHaveRun = true } }
            return transcript
        }
        useNoScripts(reason)
        return nil
    }

    /// Runs a script of PowerShell and reads its values.
    ///
    /// - Throws: ``ChannelError/scriptsUnavailable(detail:)`` where PowerShell cannot run it either.
    func values<Value: Decodable>(
        _ type: Value.Type,
        _ script: String,
        limit: Duration
    ) async throws(ChannelError) -> [Value] {
        let answer = try await link.run(RemoteCommand.powerShell(script), limit: limit)
        if let values = try PowerShellReply<Value>.values(in: answer.output) { return values }
        var reason = ""
        if case .powerShell(let scripts) = tools { reason = scripts + " " }
        let said = Self.beginning(of: answer.text) ?? "it printed nothing"
        throw .scriptsUnavailable(
            detail: ChannelError.shortened("\(reason)PowerShell does not run the worker's script: \(said)")
        )
    }

    /// The first line of a text with something in it, and where a comma ends it what the sentence goes on with.
    static func beginning(of text: String) -> String? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingXMLBlanks() }.filter { !$0.isEmpty }
        guard let first = lines.first, first.hasSuffix(",") else { return lines.first }
        return lines.count > 1 ? "\(first) \(lines[1])" : String(first.dropLast())
    }

    /// Calls a method of a licensing service by PowerShell.
    func call(_ script: String, limit: Duration) async throws(ChannelError) {
        for result in try await values(CIMReturn.self, script, limit: limit) {
            guard let value = result.value, value != 0, let code = HRESULTText.code(String(value)) else { continue }
            if code & 0x8000_0000 != 0 {
                throw .hresult(code, detail: "The method returned \(HRESULTText.shown(String(value))).")
            }
        }
    }

    /// Lets a text into a command only if it cannot be more than what it ought to be.
    static func checked(id: String) throws(ChannelError) -> String {
        let isIdentifier = id.utf8.allSatisfy {
            (48...57).contains($0) || (97...102).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
        }
        guard isIdentifier, id.utf8.count == 36 else {
            throw .protocolViolation(detail: "The computer reports a licence with an ID that is none.")
        }
        return id
    }

    /// The same for a host.
    static func checked(host: String) throws(ChannelError) -> String {
        guard HostSyntax.isHost(host) else { throw .protocolViolation(detail: "The KMS host is no host.") }
        return host
    }
}
