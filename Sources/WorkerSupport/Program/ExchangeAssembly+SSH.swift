internal import Foundation
internal import KMSExchange

extension ExchangeAssembly {
    /// Looks at what is set for SSH, unless nothing is and no credential is for it: then there may well be no client.
    static func checkSSH(
        _ settings: Settings,
        isNamed: Bool,
        _ opener: SSHOpener
    ) async throws(ProgramFailure) {
        let (ssh, usual) = (settings.worker.ssh, Settings.SSH())
        guard isNamed || ssh.program != usual.program || ssh.configFile != nil || !ssh.options.isEmpty else { return }
        if let path = ssh.configFile {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
                FileManager.default.isReadableFile(atPath: path)
            else {
                let reason = isFolder.boolValue ? "is a folder" : "does not exist or cannot be read"
                throw settings.problem("worker.ssh.configFile", "cannot be used: \(path) \(reason)")
            }
        }
        do throws(SSHMisfit) {
            try await opener.checkSettings()
        } catch {
            throw settings.problem(error, program: ssh.program)
        }
    }
}

extension Settings {
    /// What OpenSSH's client does not take, put where it was set.
    fileprivate func problem(_ misfit: SSHMisfit, program: String) -> ProgramFailure {
        switch misfit {
        case .program(let complaint):
            problem(
                "worker.ssh.program",
                "cannot be used: \(program) is no client of OpenSSH's (\(complaint)); give its ssh"
            )
        case .option(let option, let complaint):
            problem("worker.ssh.options", "cannot be used: of \(option) the client says: \(complaint)")
        case .configuration(let complaint):
            problem("worker.ssh.configFile", "cannot be used: the client says: \(complaint)")
        }
    }
}
