internal import ActivationDomain
internal import NegotiateAuthentication

/// What a person is told who is not let in.
extension NegotiateLogOn {
    /// How far apart Kerberos lets clocks be.
    private static let mostSkew: Int64 = 300

    /// The computer said no to what proved the account.
    ///
    /// A ticket is the realm's own word for the account: whoever refuses one has trouble with the realm or with the clock,
    /// and nothing is locked by it.
    ///
    /// - Parameters:
    ///   - mechanism: what proved the account.
    ///   - date: the computer's clock, where its answer tells.
    ///   - now: ours.
    /// - Returns: what the log-on ends with.
    static func refusal(
        _ mechanism: SecurityMechanism,
        at date: Timestamp? = nil,
        now: Timestamp = .now
    ) -> ChannelError {
        switch mechanism {
        case .ntlm: .authentication(detail: "The computer refused the credential by NTLM (HTTP 401).")
        case .kerberos:
            .kerberos(
                detail: "The realm gave a Kerberos ticket, but the computer refused it (HTTP 401)"
                    + (date.map { skew($0, now) } ?? "") + "."
            )
        }
    }

    private static func skew(_ date: Timestamp, _ now: Timestamp) -> String {
        let seconds = (date.microseconds - now.microseconds) / 1_000_000
        guard abs(seconds) > mostSkew else { return "" }
        return "; its clock is \(abs(seconds) / 60) min \(seconds > 0 ? "ahead of" : "behind") this computer's"
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
