extension Settings {
    /// The settings of the worker.
    static let workerTable = [
        SettingDefinition(
            "worker.name",
            \.worker.name,
            .optional(
                .identifier(
                    "1 to 60 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\", beginning with a letter or digit",
                    lowercase: false,
                    length: 1...60
                )
            ),
            "What the worker is called in events and logs. When none is set, it makes a name of its host and process."
        ),
        SettingDefinition(
            "worker.slots",
            \.worker.slots,
            .integer(1...5000),
            "How many computers the worker handles at the same time."
        ),
        SettingDefinition(
            "worker.register",
            \.worker.register,
            .path,
            "The asset register. Only the computers in it are ever contacted."
        ),
        SettingDefinition(
            "worker.allowedNetworks",
            \.worker.allowedNetworks,
            .list("a list of networks such as [10.20.0.0/16, \"fd00:20::/32\"]", of: .network),
            "The networks in which every address of a computer must lie to be contacted. As long as the list is empty, "
                + "no computer is."
        ),
        SettingDefinition(
            "worker.credentialsFile",
            \.worker.credentialsFile,
            .optional(.path),
            "The file that says which account manages which computers. Only its owner may read it (mode 0600)."
        ),
        SettingDefinition(
            "worker.credentialRefusals",
            \.worker.credentialRefusals,
            .integer(1...100),
            "After how many different computers in a row have refused an account it rests, so that it is not locked. "
                + "Where its domain itself refuses it, as at a log-on by Kerberos, once is enough. Each program counts for "
                + "itself: workers, check and doctor."
        ),
        SettingDefinition(
            "worker.credentialRest",
            \.worker.credentialRest,
            .duration(.milliseconds(10) ... .seconds(7 * 86_400)),
            "How long such an account rests. Its jobs are parked meanwhile."
        ),
        SettingDefinition(
            "worker.enoughMinutes",
            \.worker.enoughMinutes,
            .integer(1...259_200),
            "A licence that holds for so many minutes or more is taken as activated without asking the KMS host again. "
                + "The default is 150 days; a volume activation holds for 180."
        ),
        SettingDefinition(
            "worker.shutdownLimit",
            \.worker.shutdownLimit,
            .duration(.zero ... .seconds(3600)),
            "How long exchanges may go on when the worker is told to stop. What has not ended then goes back to its "
                + "queue."
        ),
        SettingDefinition(
            "worker.suspectAfter",
            \.worker.suspectAfter,
            .integer(1...19),
            "After so many returned deliveries a job runs alone, for it may be what kills workers."
        ),
        SettingDefinition(
            "worker.crashLimit",
            \.worker.crashLimit,
            .integer(1...19),
            "After so many returned deliveries a job is ended as failed. It must not be less than worker.suspectAfter."
        ),
        SettingDefinition(
            "worker.statusInterval",
            \.worker.statusInterval,
            .duration(.milliseconds(10) ... .seconds(3600)),
            "How often the worker says how it is."
        ),
        SettingDefinition(
            "worker.metrics",
            \.worker.metrics,
            .optional(.listenAddress),
            "Where the worker answers GET /metrics, for Prometheus: a port of loopback, or an address and a port. Whoever reaches "
                + "it may read it; it has counts, and no names of computers. When none is set, nothing listens."
        ),
        SettingDefinition(
            "worker.stepTimeout",
            \.worker.stepTimeout,
            .duration(.milliseconds(10) ... .seconds(3600)),
            "How long a computer may take for one answer. Activation itself may take a minute."
        ),
        SettingDefinition(
            "worker.exchangeTimeout",
            \.worker.exchangeTimeout,
            .duration(.milliseconds(10) ... .seconds(86_400)),
            "How long the whole exchange with a computer may take. An activation that is not answered in time is looked after for as long, since the computer goes on with it."
        ),
        SettingDefinition(
            "worker.connectTimeout",
            \.worker.connectTimeout,
            .duration(.milliseconds(10) ... .seconds(3600)),
            "How long connecting to a computer may take."
        ),
    ]

    /// What a worker may put right.
    static let mendTable = [
        SettingDefinition(
            "worker.mend.licensingService",
            \.worker.mend.licensingService,
            .bool,
            "Whether the licensing service of a computer may be restarted when it is what fails."
        ),
        SettingDefinition(
            "worker.mend.clock",
            \.worker.mend.clock,
            .bool,
            "Whether the time service (W32Time) of a computer may be restarted when its clock is what fails, so that it "
                + "finds the time again."
        ),
    ]

    /// The settings of the WinRM channel.
    static let winrmTable = [
        SettingDefinition(
            "worker.winrm.scheme",
            \.worker.winrm.scheme,
            .choice,
            "What WS-Man is carried by."
        ),
        SettingDefinition(
            "worker.winrm.port",
            \.worker.winrm.port,
            .optional(.port),
            "The port of computers whose row in the register names none. When none is set, it is 5986 for https and "
                + "5985 for http."
        ),
        SettingDefinition(
            "worker.winrm.authentication",
            \.worker.winrm.authentication,
            .choice,
            "How a computer is shown who asks, where an entry of the credentials file does not say: negotiate is Kerberos for "
                + "user@REALM and a computer with a name, else NTLM; basic shows the computer the password itself. Over "
                + "http all but basic encrypt every message."
        ),
        SettingDefinition(
            "worker.winrm.kerberosService",
            \.worker.winrm.kerberosService,
            .identifier("1 to 32 letters and digits such as HTTP or WSMAN", lowercase: false, length: 1...32),
            "The first half of a computer's name with Kerberos; the second is its address in the register."
        ),
        SettingDefinition(
            "worker.winrm.kerberosConfig",
            \.worker.winrm.kerberosConfig,
            .optional(.path),
            "The configuration of Kerberos (krb5.conf). When none is set, it is that of the system, or what the variable "
                + "KRB5_CONFIG names."
        ),
        SettingDefinition(
            "worker.winrm.allowBasicOverHTTP",
            \.worker.winrm.allowBasicOverHTTP,
            .bool,
            "Whether basic may send a password over http, where anyone on the way can read it."
        ),
        SettingDefinition(
            "worker.winrm.caFile",
            \.worker.winrm.caFile,
            .optional(.path),
            "The certificates (PEM) that computers' certificates are checked against. When none is set, it is those of "
                + "the system."
        ),
        SettingDefinition(
            "worker.winrm.resolveTimeout",
            \.worker.winrm.resolveTimeout,
            .duration(.milliseconds(10) ... .seconds(300)),
            "How long finding a computer's addresses may take."
        ),
    ]
}
