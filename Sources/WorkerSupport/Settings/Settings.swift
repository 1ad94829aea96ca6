/// Everything that can be set, with the defaults.
///
/// The members' initial values are the defaults. `Settings.table` says how each is named, written and explained, and
/// ``load(explicitPath:environment:readFile:)`` fills them from the file and the environment. A default path, such as
/// `products.yaml`, is relative to the folder of the settings file; loading resolves it.
package struct Settings: Sendable {
    /// How the broker is reached.
    package var broker = Broker()

    /// The names on the broker.
    package var topology = Topology()

    /// The files with what is known of errors and products.
    package var catalogue = Catalogue()

    /// The organisation's own KMS host.
    package var kms = KMS()

    /// How delays grow.
    package var retry = Retry()

    /// The activation worker.
    package var worker = Worker()

    /// The status board.
    package var board = Board()

    /// What `rollcall doctor` compares with.
    package var doctor = Doctor()

    /// What is logged, and how.
    package var log = Log()

    /// The file that was read; `nil` when there was none and everything is a default or from the environment.
    package internal(set) var file: String?

    /// Where each value was found that somebody has set, by the setting's path.
    var origins: [String: SettingOrigin] = [:]

    /// Makes settings that are all defaults.
    package init() {}

    /// What is wrong with a setting's value, put where it was found.
    func problem(_ path: String, _ message: String) -> ProgramFailure {
        ProgramFailure(SettingsError(origins[path] ?? .builtIn, "\(path) \(message)"))
    }
}

extension Settings {
    /// The names on the broker.
    package struct Topology: Sendable {
        /// What every exchange and queue begins with; default `rollcall`.
        package var prefix = "rollcall"

        /// Whether a queue keeps the record of how each job ended; default off, since it needs a reader.
        package var results = false

        /// Makes the defaults.
        package init() {}
    }

    /// The files with what is known of errors and products.
    package struct Catalogue: Sendable {
        /// The path of the error catalogue; default `errors.yaml`.
        package var errors = "errors.yaml"

        /// The path of the product catalogue; default `products.yaml`.
        package var products = "products.yaml"

        /// Makes the defaults.
        package init() {}
    }

    /// The organisation's own KMS host.
    package struct KMS: Sendable {
        /// Its DNS name or IP address; `nil` leaves each computer the host that it finds or was given.
        package var host: String?

        /// Its TCP port; default 1688, the one registered for KMS.
        package var port = 1688

        /// The domains in whose DNS `doctor` looks for KMS hosts; default none, for this computer's search list.
        package var domains: [String] = []

        /// Makes the defaults.
        package init() {}
    }

    /// What `rollcall doctor` compares with.
    package struct Doctor: Sendable {
        /// The time server (NTP) that this computer's clock is compared with; default none.
        package var timeServer: String?

        /// Makes the defaults.
        package init() {}
    }

    /// How delays grow.
    package struct Retry: Sendable {
        /// What every delay is multiplied by, above 0 and up to 1; default 1.
        ///
        /// Less is for demonstrations and tests.
        package var scale = 1.0
        /// The most attempts at a job, whatever the error catalogue says; 0 leaves it to the catalogue.
        package var maximumAttempts = 0

        /// Makes the defaults.
        package init() {}
    }
}
