internal import ActivationDomain
internal import KMSExchange
internal import NegotiateAuthentication
internal import NetworkDiagnosis

/// Looks at Kerberos as far as credentials need it: its configuration, and each realm's key distribution centres (KDC).
///
/// A KDC is connected to, and nothing is asked of it: a request would be an attempt to log on.
struct KerberosExamination: Sendable {
    // More than any campus has.
    private static let mostRealms = 8
    private static let mostCentres = 8
    private static let defaultPort: UInt16 = 88

    private let surroundings: Doctor.Surroundings

    init(_ surroundings: Doctor.Surroundings) {
        self.surroundings = surroundings
    }

    func findings(_ realms: [String], needsDefault: Bool) async -> [Finding] {
        guard needsDefault || !realms.isEmpty else { return [] }
        let configuration: KerberosConfiguration
        do {
            configuration = try KerberosConfiguration.read(realms: realms, from: surroundings.kerberosConfig)
        } catch {
            return [
                Finding(
                    .security,
                    .failed,
                    "krb5.conf",
                    error.message,
                    advice: "Mend /etc/krb5.conf, or the file that KRB5_CONFIG names.",
                    data: ["outcome": "configuration"]
                )
            ]
        }
        var wanted = realms
        var findings: [Finding] = []
        if needsDefault {
            if let realm = configuration.defaultRealm {
                if !wanted.contains(realm) { wanted.append(realm) }
            } else {
                findings.append(Self.noDefaultRealm)
            }
        }
        let looks = await sideBySide(Array(wanted.prefix(Self.mostRealms))) { realm in
            await look(at: realm, configuration.centres[realm] ?? [], looksInDNS: configuration.looksInDNS)
        }
        return findings + looks.flatMap { $0 }
    }

    private func look(at realm: String, _ written: [String], looksInDNS: Bool) async -> [Finding] {
        let centres: [KeyDistributionCentre]
        if written.isEmpty {
            guard looksInDNS else { return [Self.noCentre(realm, looksInDNS: false)] }
            var generator = SystemRandomNumberGenerator()
            let lookup = ServiceRecordLookup(server: surroundings.dns, limit: surroundings.step)
            guard case .records(let records, _) = await lookup.services("_kerberos._tcp.\(realm)", using: &generator)
            else {
                return [Self.noCentre(realm)]
            }
            centres = records.map { KeyDistributionCentre(host: $0.target, port: $0.port) }
        } else {
            centres = written.compactMap { KeyDistributionCentre($0, defaultPort: Self.defaultPort) }
        }
        let looks = await sideBySide(Array(centres.prefix(Self.mostCentres))) { await look(at: $0, of: realm) }
        let findings = looks.flatMap { $0 }
        guard findings.contains(where: { $0.state == .ok }) else {
            return findings.isEmpty ? [Self.noCentre(realm)] : findings
        }
        // One that answers is enough; libkrb5 tries the others first, though.
        return findings.map { finding in
            var finding = finding
            if finding.state == .failed { finding.state = .warning }
            return finding
        }
    }

    private func look(at centre: KeyDistributionCentre, of realm: String) async -> [Finding] {
        let addresses = await AddressGuard(allowed: [], limit: surroundings.step).addresses(of: centre.host)
        guard let addresses, !addresses.isEmpty else {
            return [addresses == nil ? Self.noDNS(centre, realm) : Self.noAddress(centre, realm)]
        }
        let probe = TCPProbe(limit: surroundings.step)
        return await sideBySide(Array(addresses.prefix(4))) { address in
            var finding = await probe.finding(
                .security,
                address: address,
                port: centre.port,
                service: "the KDC of \(realm)"
            )
            if finding.state == .ok {
                finding.sentence = "The KDC of \(realm), \(centre.host), accepts connections at \(finding.subject)."
            }
            finding.data["realm"] = realm
            return finding
        }
    }

    private static func noAddress(_ centre: KeyDistributionCentre, _ realm: String) -> Finding {
        Finding(
            .security,
            .failed,
            realm,
            "The KDC \(centre.host) of \(realm) has no address.",
            advice: "Mend its name in krb5.conf or in DNS (SRV record _kerberos._tcp.\(realm)).",
            data: ["outcome": "no-address"]
        )
    }

    private static func noDNS(_ centre: KeyDistributionCentre, _ realm: String) -> Finding {
        Finding(
            .security,
            .failed,
            realm,
            "No DNS server tells the address of the KDC \(centre.host) of \(realm).",
            advice: "See that the DNS servers in /etc/resolv.conf answer this computer.",
            data: ["outcome": "no-dns"]
        )
    }

    private static let noDefaultRealm = Finding(
        .security,
        .failed,
        "krb5.conf",
        "A credential has no realm, and krb5.conf has no default_realm of yours.",
        advice: "Write the account as user@REALM, or set default_realm.",
        data: ["outcome": "no-default-realm"]
    )

    private static func noCentre(_ realm: String, looksInDNS: Bool = true) -> Finding {
        Finding(
            .security,
            .failed,
            realm,
            "No KDC of \(realm) is known: krb5.conf names none, and "
                + (looksInDNS
                    ? "DNS has no SRV record _kerberos._tcp.\(realm)."
                    : "has DNS left alone (dns_lookup_kdc = false)."),
            advice: "Enter its KDCs in krb5.conf under [realms], "
                + (looksInDNS ? "" : "or let it look in DNS, ")
                + "or mend the realm's name in the credentials file.",
            data: ["outcome": "no-kdc"]
        )
    }
}

/// Where a key distribution centre listens.
struct KeyDistributionCentre: Sendable, Equatable {
    var host: String
    var port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `host`, `host:port`, `[address]:port`, with `tcp/` or `udp/` before it or not; nil for a proxy of HTTPS.
    init?(_ text: String, defaultPort: UInt16) {
        guard !text.hasPrefix("https:") else { return nil }
        var rest = text[...]
        for kind in ["tcp/", "udp/"] where rest.hasPrefix(kind) { rest = rest.dropFirst(kind.count) }
        var name = rest
        var port = defaultPort
        // An address of IPv6 has colons of its own.
        if let colon = rest.lastIndex(of: ":"),
            rest.hasPrefix("[") ? rest[..<colon].hasSuffix("]") : rest.firstIndex(of: ":") == colon
        {
            guard let number = UInt16(rest[rest.index(after: colon)...]) else { return nil }
            (name, port) = (rest[..<colon], number)
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        guard !name.isEmpty else { return nil }
        self.init(host: String(name), port: port)
    }
}
