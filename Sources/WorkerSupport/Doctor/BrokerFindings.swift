internal import AMQPClient
internal import NetworkDiagnosis

/// What a broker's refusals mean to a person.
enum BrokerFindings {
    /// There is no connection.
    static func notReached(_ error: AMQPError, place: String) -> Finding {
        let advice =
            switch (error.code, error.replyCode) {
            case (.invalidConfiguration, _): "Mend what it names in the settings."
            case (.tls, _):
                "Check broker.caFile and the host in broker.url; \"openssl s_client\" shows the certificate."
            case (.refused, 530):
                "Check the virtual host in broker.url, and whether the user has rights there "
                    + "(\"rollcall topology users\" prints them)."
            case (.refused, _):
                "Check the user in broker.url, and the password in broker.passwordFile or ROLLCALL_BROKER_PASSWORD."
            default: "Check that RabbitMQ runs there, the address in broker.url, and the firewalls on the way."
            }
        return Finding(
            .broker,
            .failed,
            place,
            "There is no connection to the broker at \(place): \(sentence(error.message))",
            advice: advice,
            data: data(error)
        )
    }

    /// The settings do not suffice to try.
    static func notConfigured(_ failure: ProgramFailure, place: String) -> Finding {
        Finding(
            .broker,
            .failed,
            place,
            "The broker was not asked: \(sentence(failure.message))",
            advice: "Mend it; broker.passwordFile must be readable by this user alone.",
            data: ["outcome": "not-configured"]
        )
    }

    /// The connection broke, or the limit passed.
    static func broken(_ error: AMQPError, place: String) -> Finding {
        Finding(
            .broker,
            .failed,
            place,
            error.code == .connectionClosed
                ? "The broker at \(place) does not answer in time."
                : "The look at the broker broke off: \(sentence(error.message))",
            advice: "Look at the broker's log and its load (\"rabbitmq-diagnostics status\"), then try again.",
            data: data(error)
        )
    }

    /// Whether it takes messages.
    static func alarm(isBlocked: Bool, place: String) -> Finding {
        guard isBlocked else {
            return Finding(
                .broker,
                .ok,
                place,
                "The broker takes messages: no alarm is on.",
                data: ["blocked": "false"]
            )
        }
        return Finding(
            .broker,
            .failed,
            place,
            "The broker takes no messages: it is short of memory or disk (an alarm is on).",
            advice:
                "\"rabbitmq-diagnostics alarms\" names the alarm; free disk or memory there, and all goes on by itself.",
            data: ["blocked": "true"]
        )
    }

    private static func data(_ error: AMQPError) -> [String: String] {
        var data = ["outcome": error.code.description]
        data["replyCode"] = error.replyCode.map { "\($0)" }
        return data
    }

    private static func sentence(_ text: String) -> String {
        text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
    }
}
