internal import NegotiateAuthentication

/// What a person is told who is not let in.
extension NegotiateLogOn {
    /// The computer said no to what proved the account.
    static func refusal(_ mechanism: SecurityMechanism) -> ChannelError {
        switch mechanism {
        case .ntlm: .authentication(detail: "The computer refused the credential by NTLM (HTTP 401).")
        case .kerberos:
            .authentication(
                detail: "The realm knows the account, but the computer refused its Kerberos ticket (HTTP 401)."
            )
        }
    }

    /// The computer knows other ways only; so far nothing was proved to it, and no log-on counted.
    ///
    /// A password is not sent by Basic because a computer wants it: whoever answers in its place would have it then.
    static func notOffered(_ offers: [HTTPChallenge]) -> ChannelError {
        let names = offers.map(\.scheme)
        guard !names.isEmpty else {
            return .noLogOn(detail: "The computer offers no way to log on (HTTP 401 without a challenge).")
        }
        guard names.allSatisfy({ $0.lowercased() == "basic" }) else {
            return .noLogOn(
                detail: ChannelError.shortened(
                    "The computer does not offer Negotiate authentication, only \(names.joined(separator: ", ")) (HTTP 401)."
                )
            )
        }
        return .noLogOn(
            detail:
                "The computer offers only Basic authentication (HTTP 401), which shows it the password: allow Negotiate "
                + "there, or write \"authentication: basic\" into the entry of the credentials file "
                + "(worker.winrm.authentication for all)."
        )
    }

    /// The computer let us in, or gave up, without a proof of its own.
    static let unproved = ChannelError.protocolViolation(
        detail: "The computer ended the log-on without proving itself."
    )
}
