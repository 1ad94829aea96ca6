internal import AMQPClient

extension Settings {
    /// Every setting: the one place that says how it is named, written and explained.
    ///
    /// The settings file is read by it, the environment variables follow from it, and `config/rollcall.yaml` is its
    /// rendering (``reference()``). Settings of one section stand together.
    package static let table: [SettingDefinition] =
        sharedTable + workerTable + mendTable + winrmTable + sshTable + boardTable + doctorTable + logTable

    /// What the sections are for, by their paths.
    static let sections: [String: String] = [
        "broker": "The RabbitMQ broker.",
        "topology": "The names on the broker. All programs of one installation must agree on them.",
        "catalogue": "The files that hold what is known of errors and products.",
        "kms": "The organisation's own KMS host.",
        "retry": "Waiting before another attempt.",
        "worker": "The activation worker.",
        "worker.mend":
            "What a worker may put right on a computer by itself, once in an attempt, before it activates once "
            + "more. By default it changes nothing but the KMS host.",
        "worker.winrm": "The channel of the computers that the register gives the channel winrm.",
        "worker.ssh": "The channel of the computers that the register gives the channel ssh.",
        "board": "The status board.",
        "doctor": "What \"rollcall doctor\" compares with.",
        "log": "Log messages, which go to the standard error stream.",
    ]

    private static let sharedTable = [
        SettingDefinition(
            "broker.url",
            \.broker.url,
            .brokerURL,
            "Where the broker is; amqps:// speaks TLS with it. Leave the password out of it. Without a user "
                + "broker.certificateFile logs on."
        ),
        SettingDefinition(
            "broker.addresses",
            \.broker.addresses,
            .list("a list of addresses such as [\"rabbit-2.example.edu:5672\"]", of: .brokerAddress),
            "Further nodes of the same cluster, with their ports, tried in turn when the one in broker.url does not "
                + "answer."
        ),
        SettingDefinition(
            "broker.passwordFile",
            \.broker.passwordFile,
            .optional(.path),
            "The file that holds the broker's password; only its owner may read it (mode 0600). The variable ROLLCALL_BROKER_PASSWORD goes before it, and a "
                + "password in the URI before both."
        ),
        SettingDefinition(
            "broker.caFile",
            \.broker.caFile,
            .optional(.path),
            "The certificates of the authorities that may vouch for the broker, in PEM, with amqps://. When none is set, "
                + "they are the system's (\(AMQPTLS.systemAuthorities))."
        ),
        SettingDefinition(
            "broker.certificateFile",
            \.broker.certificateFile,
            .optional(.path),
            "The certificate to show to a broker that asks for one, in PEM, with amqps://. When broker.url names no user, "
                + "it logs on (EXTERNAL)."
        ),
        SettingDefinition(
            "broker.keyFile",
            \.broker.keyFile,
            .optional(.path),
            "The certificate's key, in PEM, without a passphrase; only its owner may read it (mode 0600)."
        ),
        SettingDefinition(
            "broker.heartbeat",
            \.broker.heartbeat,
            .duration(.seconds(1) ... .seconds(3600)),
            "How often each side shows the other that it is alive."
        ),
        SettingDefinition(
            "broker.connectTimeout",
            \.broker.connectTimeout,
            .duration(.milliseconds(10) ... .seconds(3600)),
            "How long connecting to the broker may take."
        ),
        SettingDefinition(
            "broker.patience",
            \.broker.patience,
            .duration(.seconds(1) ... .seconds(86_400)),
            "A broker that cannot be reached any more is tried again without end. How long one is tried that refuses: "
                + "a password that was changed, a permission taken away, a queue deleted."
        ),
        SettingDefinition(
            "topology.prefix",
            \.topology.prefix,
            .identifier(
                "1 to 41 of a-z, 0-9, \".\", \"_\" and \"-\", beginning with a letter or digit",
                lowercase: true,
                length: 1...41
            ),
            "What the name of every exchange and queue begins with."
        ),
        SettingDefinition(
            "topology.results",
            \.topology.results,
            .bool,
            "Whether a queue keeps how each job ended. It grows until someone reads it, so it is off without a reader."
        ),
        SettingDefinition(
            "catalogue.errors",
            \.catalogue.errors,
            .path,
            "The error catalogue: class, waiting time and advice for each code."
        ),
        SettingDefinition(
            "catalogue.products",
            \.catalogue.products,
            .path,
            "The product catalogue: what the keys in the register stand for."
        ),
        SettingDefinition(
            "kms.host",
            \.kms.host,
            .optional(.host),
            "The KMS host that computers are to use. When none is set, each computer keeps the one that it was given "
                + "or finds in DNS."
        ),
        SettingDefinition("kms.port", \.kms.port, .port, "The TCP port of the KMS host."),
        SettingDefinition(
            "kms.domains",
            \.kms.domains,
            .list("a list of domains such as [\"example.edu\"]", of: .domain),
            "The domains in whose DNS \"rollcall doctor\" looks for KMS hosts (SRV records of _vlmcs._tcp). With none, and "
                + "without kms.host, it looks in those of this computer's search list."
        ),
        SettingDefinition(
            "retry.scale",
            \.retry.scale,
            .number(above: 0, upTo: 1),
            "What every waiting time is multiplied by. Less than 1 is for demonstrations and tests only."
        ),
        SettingDefinition(
            "retry.maximumAttempts",
            \.retry.maximumAttempts,
            .integer(0...1000),
            "No code is tried more often than this, whatever the error catalogue says; 0 leaves it to the catalogue."
        ),
    ]

    private static let doctorTable = [
        SettingDefinition(
            "doctor.timeServer",
            \.doctor.timeServer,
            .optional(.host),
            "The time server (NTP, UDP 123) that this computer's clock is compared with. With none, nothing is compared."
        )
    ]

    private static let logTable = [
        SettingDefinition("log.level", \.log.level, .choice, "The least important messages that are still logged."),
        SettingDefinition("log.format", \.log.format, .choice, "Lines for people, or one JSON object a line."),
    ]
}
