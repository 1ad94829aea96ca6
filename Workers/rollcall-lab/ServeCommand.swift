internal import ArgumentParser
internal import Foundation
internal import LabSimulator
internal import UnixSignals

/// Serves the lab until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the lab until SIGTERM or SIGINT (this is what happens without a subcommand)."
    )

    @OptionGroup var options: ScenarioOptions

    @Option(help: ArgumentHelp("Append one JSON line for each real effect to this file.", valueName: "file"))
    var ledger: String?

    @Option(help: ArgumentHelp("Write the asset register of the lab to this file, as CSV.", valueName: "file"))
    var registerOut: String?

    @Option(help: ArgumentHelp("Serve HTTPS with this certificate (PEM).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's key (PEM).", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp("Let clients log on with certificates that this one (PEM) has signed.", valueName: "file")
    )
    var clientCa: String?

    @Option(help: ArgumentHelp("The computers' Kerberos keys, a keytab with HTTP/name.", valueName: "file"))
    var keytab: String?

    @Option(
        help: ArgumentHelp(
            "The users of NTLM, lines of DOMAIN:USER:PASSWORD; those of the scenario unless told. Each computer takes them all.",
            valueName: "file"
        )
    )
    var ntlmUsers: String?

    @Flag(help: "Say nothing when the lab is ready.")
    var quiet = false

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("'--tls-certificate' and '--tls-key' go together; give both or neither.")
        }
        guard clientCa == nil || tlsCertificate != nil else {
            throw ValidationError("'--client-ca' goes with '--tls-certificate'; certificates are a matter of HTTPS.")
        }
    }

    func run() async throws {
        let lab = try options.load()
        try LogOnFiles.check(keytab: keytab, userFile: ntlmUsers)
        // Before anything that may start a thread.
        let logOns =
            lab.needsLogOnEnvironment ? try LogOnEnvironment(lab, keytab: keytab, userFile: ntlmUsers) : nil
        let ledger = try Ledger(path: ledger)
        var certificates: LabCertificates?
        if let tlsCertificate, let tlsKey {
            certificates = try LabCertificates(
                certificate: tlsCertificate,
                key: tlsKey,
                clientAuthority: clientCa
            )
        }
        // From here on a signal waits for us, so that none is lost while the lab comes up.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await LabServer.withRunning(
            scenario: lab,
            ledger: ledger,
            certificates: certificates,
            logOns: logOns
        ) { server in
            if let registerOut { try write(lab.assetRegister(port: server.port), to: registerOut) }
            if !quiet {
                let line = "ready: \(lab.computers.count) computers on port \(server.port)\n"
                try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
            }
            for await _ in signals { break }
        }
        try ledger.checkComplete()
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw LabError(
                code: .unavailable,
                message: "the register cannot be written to \(path); name a file in a folder that can be written"
            )
        }
    }
}
