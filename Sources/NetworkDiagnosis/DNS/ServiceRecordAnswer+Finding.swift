package import ActivationDomain

extension ServiceRecordLookup {
    /// Asks for a domain's KMS hosts, as a line for a person beside the answer itself.
    ///
    /// - Parameters:
    ///   - domain: such as `example.edu`.
    ///   - isNeeded: whether computers are to find their KMS host so. If not, since a setting names it, missing records
    ///     are a warning only.
    ///   - generator: draws among records of one priority.
    /// - Returns: the line, of the area ``Finding/Area/dns``, and the answer.
    package func finding(
        in domain: String,
        isNeeded: Bool,
        using generator: inout some RandomNumberGenerator
    ) async -> (finding: Finding, answer: ServiceRecordAnswer) {
        let answer = await hosts(in: domain, using: &generator)
        return (answer.finding(domain: domain, isNeeded: isNeeded), answer)
    }
}

extension ServiceRecordAnswer {
    private static let publish =
        "Let the KMS host publish itself (on it “slmgr.vbs /sdns”, and leave for it to write in the zone), or enter "
        + "the SRV record by hand with port 1688; or name the host in kms.host."

    /// The answer as a line for a person.
    ///
    /// - Parameters:
    ///   - domain: such as `example.edu`.
    ///   - isNeeded: whether missing records are a failure, or a warning only.
    /// - Returns: ok, warning or failed, of the area ``Finding/Area/dns``.
    package func finding(domain: String, isNeeded: Bool) -> Finding {
        let name = ServiceRecordLookup.name(in: domain)
        let bad: Finding.State = isNeeded ? .failed : .warning
        switch self {
        case .records(let records, let isCutOff): return Self.finding(name, domain, records, isCutOff, bad)
        case .notOffered:
            return Finding(
                .dns,
                bad,
                name,
                "DNS says that \(domain) offers no KMS host: the SRV record of \(name) names the root.",
                advice: "Delete that record where a KMS host is meant to be found. " + Self.publish,
                data: ["outcome": "not-offered"]
            )
        case .noRecords, .failure(.noSuchName):
            return Finding(
                .dns,
                bad,
                name,
                "DNS names no KMS host for \(domain): there is no SRV record \(name).",
                advice: Self.publish,
                data: ["outcome": self == .noRecords ? "no-records" : "no-such-name"]
            )
        case .failure(let failure):
            let (sentence, advice, outcome) = failure.words(name: name)
            return Finding(.dns, bad, name, sentence, advice: advice, data: ["outcome": outcome])
        }
    }

    private static func finding(
        _ name: String,
        _ domain: String,
        _ records: [ServiceRecord],
        _ isCutOff: Bool,
        _ bad: Finding.State
    ) -> Finding {
        let list = records.map { "\($0) (priority \($0.priority), weight \($0.weight))" }.joined(separator: ", ")
        let wrong = Set(records.filter { $0.port == 0 }.map(\.target)).sorted()
        guard wrong.isEmpty else {
            return Finding(
                .dns,
                bad,
                name,
                "The SRV record \(name) gives port 0 for \(wrong.joined(separator: ", ")), where nothing can listen.",
                advice: "Mend the record: a KMS host listens on port 1688, unless it was told another one.",
                data: ["outcome": "no-port", "hosts": records.map(\.description).joined(separator: " ")]
            )
        }
        let data = [
            "outcome": isCutOff ? "cut-off" : "records", "hosts": records.map(\.description).joined(separator: " "),
        ]
        guard isCutOff else {
            let places = Set(records.map(\.description.folded)).count
            let count = places == 1 ? "one KMS host" : "\(places) KMS hosts"
            return Finding(.dns, .ok, name, "DNS names \(count) for \(domain): \(list).", data: data)
        }
        let some = records.isEmpty ? "none of them fits" : "only these fit: \(list)"
        return Finding(
            .dns,
            .warning,
            name,
            "The DNS answer for \(name) is cut off, and cannot be had by TCP; \(some).",
            advice: "Open TCP 53 to the DNS server, and delete records of KMS hosts that are no more.",
            data: data
        )
    }
}

extension ServiceRecordLookup {
    /// Asks for the addresses of a host that a record or a setting names, as a line for a person beside them.
    ///
    /// - Returns: the line, of the area ``Finding/Area/dns``, and the addresses; none when it is no ok.
    package func addressFinding(of host: String) async -> (finding: Finding, addresses: [IPAddress]) {
        switch await addresses(of: host) {
        case .success(let addresses):
            let list = addresses.map(\.description)
            let sentence = "\(host) has the address\(list.count == 1 ? "" : "es") \(list.joined(separator: ", "))."
            let data = ["outcome": "addresses", "addresses": list.joined(separator: " ")]
            return (Finding(.dns, .ok, host, sentence, data: data), addresses)
        case .failure(let failure):
            let (sentence, advice, outcome) = failure.words(name: host)
            return (Finding(.dns, .failed, host, sentence, advice: advice, data: ["outcome": outcome]), [])
        }
    }
}

extension DNSFailure {
    /// Sentence, advice and the name for programs.
    fileprivate func words(name: String) -> (String, String, String) {
        let servers = "Check the servers in /etc/resolv.conf, and that UDP 53 is open to them."
        return switch self {
        case .noSuchName:
            (
                "DNS has no address of \(name).",
                "Check the name where it is given: in the SRV record, or in kms.host.",
                "no-such-name"
            )
        case .serverError(let code):
            (
                "The DNS server answers the question for \(name) with an error (\(Self.name(ofCode: code))).",
                "Ask whoever runs the DNS server; its zone may be broken, or this computer may not ask it.",
                "server-error"
            )
        // Not after how long: the number of servers decides that, too.
        case .silence: ("No DNS server answers the question for \(name).", servers, "silence")
        case .unreachable: ("The DNS servers cannot be reached to ask for \(name).", servers, "unreachable")
        case .malformed:
            (
                "What the DNS server answers for \(name) cannot be read.",
                "Check that a DNS server has that address, and that nothing in between changes what it says.",
                "malformed"
            )
        case .badName:
            (
                "\(name) is no name that DNS can be asked for.",
                "Mend it where it is given: in kms.domains or kms.host.", "bad-name"
            )
        case .notSetUp:
            ("This computer's settings for DNS cannot be read.", "Check /etc/resolv.conf.", "not-set-up")
        }
    }

    private static func name(ofCode code: UInt8) -> String {
        switch code {
        case 1: "FORMERR"
        case 2: "SERVFAIL"
        case 4: "NOTIMP"
        case 5: "REFUSED"
        default: "code \(code)"
        }
    }
}
