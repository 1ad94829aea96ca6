internal import ActivationDomain
internal import KMSExchange
internal import NetworkDiagnosis

/// Which client certificates of the credentials file end soon: after that no worker starts.
struct CertificateEnds {
    /// Long enough to have a new one issued.
    private static let notice = Duration.seconds(30 * 86_400)

    private let ends: [(credential: Credential, end: Timestamp)]

    init(_ credentials: [Credential]) {
        ends = credentials.compactMap { credential in WSManOpener.end(of: credential).map { (credential, $0) } }
    }

    /// One warning for each.
    func findings(of path: String, at now: Timestamp) -> [Finding] {
        ends.filter { $0.end < now.advanced(by: Self.notice) }.map { credential, end in
            let day = String(end.description.prefix(10))
            return Finding(
                .settings,
                .warning,
                path,
                "The client certificate of entry \(credential.id) ends on \(day); after that no worker starts.",
                advice: "Have a new one issued, put it in its place and restart the workers.",
                data: ["outcome": "ends-soon", "end": day]
            )
        }
    }
}
