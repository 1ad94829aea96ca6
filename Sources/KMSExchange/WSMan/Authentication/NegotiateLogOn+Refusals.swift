internal import NegotiateAuthentication

/// What a person is told who is not let in.
extension NegotiateLogOn {
    /// The computer said no to what proved the account; a ticket shows the realm's own trust, so no account is locked by it.
    static func refusal(_ mechanism: SecurityMechanism) -> ChannelError {
        switch mechanism {
        case .ntlm: .authentication(detail: "The computer refused the credential by NTLM (HTTP 401).")
        case .kerberos:
            .noLogOn(
                detail: "The realm knows the account, but the computer refused its Kerberos ticket (HTTP 401)."
            )
        }
    }

    /// The computer knows other ways only; so far nothing was proved to it, and no log-on counted.
    ///
    /// A password is not sent by Basic because a computer wants it: whoever answers in its place would have it then.
    static func notOffered(_ offers: [HTTPChallenge], kerberosHasFailed: Bool) -> ChannelError {
        let names = offers.map(\.scheme)
        guard !names.isEmpty else {
            return .noLogOn(detail: "The computer offers no way to log on (HTTP 401 without a challenge).")
        }
        let place = "into the entry of the credentials file (worker.winrm.authentication for all)"
        let list = ChannelError.shortened(names.joined(separator: ", "), to: 60)
        if names.contains(where: { $0.lowercased() == "kerberos" }) {
            guard !kerberosHasFailed else {
                return .noLogOn(detail: "The computer offers only \(list) (HTTP 401).")
            }
            return .noLogOn(
                detail:
                    "The computer offers only \(list) (HTTP 401), and this log-on is by NTLM: write the account as user@REALM, "
                    + "and \"authentication: kerberos\" \(place)."
            )
        }
        guard names.allSatisfy({ $0.lowercased() == "basic" }) else {
            return .noLogOn(
                detail:
                    "The computer does not offer Negotiate authentication, only \(list) (HTTP 401): allow it there, or "
                    + "write another \"authentication\" \(place)."
            )
        }
        return .noLogOn(
            detail:
                "The computer offers only Basic authentication (HTTP 401), which shows it the password: allow Negotiate "
                + "there, or write \"authentication: basic\" \(place)."
        )
    }

    /// The computer let us in, or gave up, without a proof of its own.
    static let unproved = ChannelError.protocolViolation(
        detail: "The computer ended the log-on without proving itself."
    )
}
