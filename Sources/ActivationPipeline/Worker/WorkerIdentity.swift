internal import AMQPClient
package import ActivationDomain

/// Who a worker is, and what it says of itself.
package struct WorkerIdentity: Sendable {
    package var worker: String
    package var host: String
    package var version: String

    /// Makes an identity.
    package init(worker: String, host: String, version: String) {
        self.worker = worker
        self.host = host
        self.version = version
    }

    /// Who speaks in events.
    package var source: String { "/rollcall/worker/\(worker)" }

    /// The key on the exchange of workers: `<host>.<worker>`.
    var routingKey: String { "\(StatusRoutingKey.word(host)).\(StatusRoutingKey.word(worker))" }

    /// The event that the worker has started or stopped.
    func notice(_ kind: NoticeKind, _ slots: Int) -> Notice {
        let now = Timestamp.now
        return Notice(kind, id: "worker/\(worker)/\(kind.lastWord)/\(now.microseconds)", source: source, time: now) {
            json in
            json.member("worker", worker)
            json.member("host", host)
            json.member("version", version)
            json.member("slots", slots)
        }
    }

    /// The event that a credential rests because too many computers, or its realm, have refused it.
    package func credentialRests(_ credential: Credential, until: Timestamp) -> Notice {
        let now = Timestamp.now
        return Notice(
            .workerBlocked,
            id: "worker/\(worker)/credential/\(now.microseconds)",
            source: source,
            time: now
        ) { json in
            json.member("worker", worker)
            json.member("host", host)
            json.member("reason", "credential-rests")
            json.member("credential", credential.id)
            json.member("until", until.description)
        }
    }

    /// The event that the broker took no publishes for a while; it can only be told when that is over.
    func wasBlocked(_ reason: String, since: Timestamp) -> Notice {
        let now = Timestamp.now
        return Notice(.workerBlocked, id: "worker/\(worker)/blocked/\(now.microseconds)", source: source, time: now) {
            json in
            json.member("worker", worker)
            json.member("host", host)
            json.member("reason", "broker-alarm")
            json.member("detail", reason)
            json.member("since", since.description)
            json.member("until", now.description)
        }
    }

    /// What a worker says of itself every few seconds.
    func status(
        slots: Int,
        load: (running: Int, waiting: Int),
        consuming: AMQPConnectionState,
        publishing: AMQPConnectionState
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("worker", worker)
            json.member("host", host)
            json.member("version", version)
            json.member("time", Timestamp.now.description)
            json.member("slots", slots)
            json.member("running", load.running)
            json.member("waiting", load.waiting)
            json.object("connections") { json in
                json.member("consume", consuming.word)
                json.member("publish", publishing.word)
            }
        }
        return json.bytes
    }
}

extension AMQPConnectionState {
    /// The word for it in messages.
    fileprivate var word: String {
        switch self {
        case .connected: "open"
        case .blocked, .refusing: "blocked"
        case .lost, .waiting: "connecting"
        case .ended: "closed"
        }
    }
}
