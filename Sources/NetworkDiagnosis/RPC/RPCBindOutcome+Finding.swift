extension RPCBindOutcome {
    /// The outcome as a line for a person.
    ///
    /// An RPC server without the KMS interface is a warning: that a KMS host answers binds as the documents say has not
    /// been seen on a real one, so a computer's own attempt counts for more.
    ///
    /// - Parameters:
    ///   - place: host, address and port as they are to be shown.
    ///   - limit: what the probe waited.
    /// - Returns: ok, warning or failed, of the area ``Finding/Area/kmsHost``.
    package func finding(place: String, limit: Duration) -> Finding {
        switch self {
        case .reply(let reply): return reply.finding(place: place)
        case .silence:
            return Self.failed(
                place,
                "\(place) accepts the connection, but does not answer a bind within \(limit.inWords).",
                "A proxy or firewall may accept in its stead, or the service hangs: restart sppsvc on the KMS host.",
                "silence"
            )
        case .closed:
            return Self.failed(
                place,
                "\(place) accepts the connection and ends it without an answer to a bind.",
                "Check that no firewall in between ends it, and that it is the KMS host's port (1688 by default).",
                "closed"
            )
        case .notConnected(let failure):
            return Self.failed(
                place,
                failure.clause(at: place, limit: limit) + ".",
                failure.advice(for: "the KMS host (sppsvc with a KMS host key)"),
                failure.name
            )
        }
    }

    fileprivate static func failed(_ place: String, _ sentence: String, _ advice: String, _ outcome: String) -> Finding
    {
        Finding(.kmsHost, .failed, place, sentence, advice: advice, data: ["outcome": outcome])
    }
}

extension RPCBindReply {
    private static let noHostAdvice =
        "If computers cannot be activated either, check on it with “slmgr.vbs /dlv” that it has a KMS host key, "
        + "and that sppsvc runs."

    fileprivate func finding(place: String) -> Finding {
        switch self {
        case .accepted:
            return Finding(.kmsHost, .ok, place, "\(place) answers as a KMS host.", data: ["outcome": "accepted"])
        case .rejected(let result, let reason):
            return Finding(
                .kmsHost,
                .warning,
                place,
                "\(place) answers RPC, but \(Self.words(result: result, reason: reason)).",
                advice: Self.noHostAdvice,
                data: ["outcome": "rejected", "result": "\(result)", "reason": "\(reason)"]
            )
        case .refused(let reason):
            return Finding(
                .kmsHost,
                reason == 1 || reason == 2 ? .warning : .failed,
                place,
                "\(place) answers RPC, but takes no bind: \(Self.words(refusal: reason)).",
                advice: reason == 1 || reason == 2
                    ? "Try again in some minutes; if it stays so, restart sppsvc on the KMS host." : Self.noHostAdvice,
                data: ["outcome": "refused", "reason": "\(reason)"]
            )
        case .fault(let status):
            return Finding(
                .kmsHost,
                .failed,
                place,
                "\(place) answers a bind with the RPC fault \(hexadecimal(status, digits: 8)).",
                advice: Self.noHostAdvice,
                data: ["outcome": "fault", "status": hexadecimal(status, digits: 8)]
            )
        case .otherPDU(let type):
            return RPCBindOutcome.failed(
                place,
                "\(place) answers a bind with an RPC message of another kind (type \(type)).",
                Self.noHostAdvice,
                "other-pdu"
            )
        case .notRPC(let beginning):
            return RPCBindOutcome.failed(
                place,
                "\(place) does not speak RPC: it says “\(beginning)”.",
                "Another service has this port: check address and port of the KMS host.",
                "not-rpc"
            )
        case .malformed(let why):
            return RPCBindOutcome.failed(
                place,
                "\(place) answers like RPC, but \(why).",
                "Check that it is the KMS host, and that nothing in between changes what it says.",
                "malformed"
            )
        }
    }

    private static func words(result: UInt16, reason: UInt16) -> String {
        switch (result, reason) {
        case (2, 1): "does not know the KMS interface"
        case (2, 2): "does not take its transfer syntax"
        case (2, 3): "has reached a limit"
        default: "does not take the KMS interface (result \(result), reason \(reason))"
        }
    }

    private static func words(refusal reason: UInt16) -> String {
        switch reason {
        case 1, 2: "it is too busy (reason \(reason))"
        case 4: "it speaks another version of the protocol (reason 4)"
        case 8, 9: "it wants authentication (reason \(reason))"
        default: "reason \(reason)"
        }
    }
}
