package import ActivationDomain
package import KMSExchange

extension Settings {
    /// The activation worker.
    package struct Worker: Sendable {
        /// What it is called in events and logs; default the host's name and the process id.
        package var name: String?

        /// How many computers it handles at the same time, 1 to 5000; default 200.
        package var slots = 200

        /// The path of the asset register; default `register.csv`.
        package var register = "register.csv"

        /// The networks whose addresses may be contacted; default none, so that nothing is.
        package var allowedNetworks: [IPNetwork] = []

        /// The path of the credentials file; default none.
        package var credentialsFile: String?

        /// After how many computers in a row refused a credential it rests, whose realm did not; default 3.
        package var credentialRefusals = 3

        /// How long a refused credential rests; default 30 min.
        package var credentialRest = Duration.seconds(30 * 60)

        /// A licence with at least so many minutes left is left alone; default 216,000, which is 150 days.
        package var enoughMinutes = 216_000

        /// How long running exchanges may go on when the worker is told to stop; default 30 s.
        package var shutdownLimit = Duration.seconds(30)

        /// From how many deliveries on a job runs alone, for it may be what kills workers; default 3.
        package var suspectAfter = 3

        /// At how many deliveries a job is ended as one that kills workers; default 6.
        package var crashLimit = 6

        /// How often the worker says how it is; default 5 s.
        package var statusInterval = Duration.seconds(5)

        /// Where the worker's metrics can be read over HTTP; default nowhere.
        package var metrics: ListenAddress?

        /// How long a computer may take for one answer; default 75 s.
        package var stepTimeout = Duration.seconds(75)

        /// How long the whole exchange with a computer may take; default 5 min.
        ///
        /// An activation that is not answered in time is looked after for as long.
        package var exchangeTimeout = Duration.seconds(5 * 60)

        /// How long connecting to a computer may take; default 10 s.
        package var connectTimeout = Duration.seconds(10)

        /// What it may put right on a computer.
        package var mend = Mending()

        /// The WinRM channel.
        package var winrm = WinRM()

        /// The SSH channel.
        package var ssh = SSH()

        /// Makes the defaults.
        package init() {}
    }

    /// What a worker may put right on a computer by itself; by default nothing.
    package struct Mending: Sendable {
        /// Whether it may restart the licensing service; default no.
        package var licensingService = false

        /// Whether it may restart the time service so that the clock is set; default no.
        package var clock = false

        /// Makes the defaults.
        package init() {}

        /// What is allowed.
        package var allowed: Set<Mend> {
            Set([licensingService ? .licensingService : nil, clock ? Mend.clock : nil].compactMap(\.self))
        }
    }

    /// The WinRM channel.
    package struct WinRM: Sendable {
        /// What WS-Man is carried by.
        package enum Scheme: String, Sendable, CaseIterable {
            /// Clear text, or encrypted by the authentication.
            case http
            /// TLS.
            case https
        }

        /// What WS-Man is carried by; default HTTPS.
        package var scheme = Scheme.https

        /// The port of every computer whose row in the register names none; default none, see ``defaultPort``.
        package var port: Int?

        /// How a computer is shown who asks where the credentials file does not say; default Negotiate.
        package var authentication = AuthenticationMethod.negotiate

        /// The first half of the computers' names with Kerberos; default `HTTP`.
        package var kerberosService = "HTTP"

        /// The path of the configuration of Kerberos (krb5.conf); default the system's.
        package var kerberosConfig: String?

        /// Whether a password may go over HTTP in the clear; default no.
        package var allowBasicOverHTTP = false

        /// The path of the certificates (PEM) that computers' certificates are checked against; default the system's.
        package var caFile: String?

        /// How long finding a computer's addresses may take; default 5 s.
        package var resolveTimeout = Duration.seconds(5)

        /// Makes the defaults.
        package init() {}

        /// The port to use where the register names none: the set one, else that of the scheme, 5985 or 5986.
        package var defaultPort: Int { port ?? (scheme == .https ? 5986 : 5985) }
    }

    /// The SSH channel.
    package struct SSH: Sendable {
        /// OpenSSH's client; default `ssh`, found in `PATH`.
        package var program = "ssh"

        /// The path of the client's configuration file; default the user's own and the system's.
        package var configFile: String?

        /// The port of every computer whose row in the register names none; default that of the client's configuration.
        package var port: Int?

        /// What is made of a computer whose host key is not known; default that it is refused.
        package var hostKeys = SSHConfiguration.HostKeys.strict

        /// Further options of the client, each as `Name=value`; default none.
        package var options: [String] = []

        /// How many connections stand at a time, 1 to 1000; default 50.
        package var connections = 50

        /// By what licences are read and activated; default the scripts, and PowerShell where they cannot run.
        package var tools = SSHConfiguration.Tools.auto

        /// Makes the defaults.
        package init() {}
    }
}
