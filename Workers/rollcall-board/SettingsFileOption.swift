import ArgumentParser

/// The settings file, which all commands have.
struct SettingsFileOption: ParsableArguments {
    @Option(name: .long, help: "The settings file. Default: ROLLCALL_CONFIG, else config/rollcall.yaml if it exists.")
    var config: String?
}
