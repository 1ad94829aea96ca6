internal import ArgumentParser

/// The command with its subcommands; without one it serves.
struct RollcallLab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall-lab",
        abstract: "A simulated lab of computers under management, for demonstrations and tests.",
        discussion: """
            Each computer of the scenario answers WS-Man (WinRM) on an address of its own in 127.0.0.0/8, as Windows does, with \
            results and faults by script. It stands for computers only: it is no KMS host, and nothing leaves the loopback.

            EXAMPLES
              rollcall-lab --scenario config/demo/lab.yaml --ledger lab.jsonl
              rollcall-lab register --scenario config/demo/lab.yaml > register.csv
              rollcall-lab expected --scenario config/demo/lab.yaml

            EXIT CODES
              0   ended by SIGTERM or SIGINT
              64  wrong usage
              65  the scenario, the keytab or the file of NTLM's users is wrong
              66  the keytab or the file of NTLM's users cannot be read
              69  the lab cannot be brought up
            """,
        subcommands: [ServeCommand.self, RegisterCommand.self, ExpectedCommand.self],
        defaultSubcommand: ServeCommand.self
    )
}
