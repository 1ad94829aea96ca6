internal import ActivationDomain
internal import NetworkDiagnosis

/// Looks for KMS hosts as computers do, and whether one answers at each address: by a bind, never by a request.
struct KMSHostExamination: Sendable {
    // More than any campus has; it bounds what a wrong zone can have us do.
    private static let mostDomains = 8
    private static let mostHosts = 16
    private static let mostAddresses = 8

    private struct Host: Hashable {
        var name: String
        var port: UInt16

        func isSame(_ other: Host) -> Bool { name.folded == other.name.folded && port == other.port }
    }

    private let settings: Settings.KMS
    private let surroundings: Doctor.Surroundings
    private let lookup: ServiceRecordLookup

    init(_ settings: Settings.KMS, _ surroundings: Doctor.Surroundings) {
        self.settings = settings
        self.surroundings = surroundings
        lookup = ServiceRecordLookup(server: surroundings.dns, limit: surroundings.step)
    }

    /// The records of each domain, then each host with its addresses; a host that several records name once.
    func findings() async -> [Finding] {
        let domains = searched
        let looked = await sideBySide(domains) { domain in
            var generator = SystemRandomNumberGenerator()
            let (line, answer) = await lookup.finding(in: domain, isNeeded: settings.host == nil, using: &generator)
            return (lines: [line] + answer.doubts(domain: domain), answer: answer)
        }
        var hosts: [Host] = []
        if let name = settings.host { hosts.append(Host(name: name, port: UInt16(clamping: settings.port))) }
        for (_, answer) in looked {
            guard case .records(let records, _) = answer else { continue }
            // At port 0 nothing can listen; that the record is wrong has been said.
            for record in records where record.port != 0 {
                let host = Host(name: record.target, port: record.port)
                if !hosts.contains(where: host.isSame) { hosts.append(host) }
            }
        }
        let examined = await sideBySide(Array(hosts.prefix(Self.mostHosts))) { await look(at: $0) }
        var findings = looked.flatMap(\.lines) + examined.flatMap { $0 }
        if domains.isEmpty, hosts.isEmpty { findings.append(Self.nowhere) }
        if hosts.count > Self.mostHosts { findings.append(Self.tooMany(hosts.count)) }
        return findings
    }

    /// Where to look: nowhere when kms.host alone is what computers are given.
    private var searched: [String] {
        guard settings.domains.isEmpty else { return Array(settings.domains.prefix(Self.mostDomains)) }
        guard settings.host == nil else { return [] }
        let known = surroundings.searchDomains ?? ResolverSettings.current().searchDomains
        // `search .` is the way to have none.
        return Array(known.filter { $0 != "." && !$0.isEmpty }.prefix(Self.mostDomains))
    }

    private func look(at host: Host) async -> [Finding] {
        let probe = RPCBindProbe(limit: surroundings.step)
        if let address = IPAddress(host.name) { return [await probe.finding(address: address, port: host.port)] }
        let (finding, addresses) = await lookup.addressFinding(of: host.name)
        let binds = await sideBySide(Array(addresses.prefix(Self.mostAddresses))) {
            await probe.finding(host: host.name, address: $0, port: host.port)
        }
        return [finding] + binds
    }

    private static let nowhere = Finding(
        .dns,
        .warning,
        "kms",
        "No KMS host was looked for: kms.host and kms.domains are not set, and this computer has no search list.",
        advice: "Name the domains of your computers in kms.domains, or the KMS host in kms.host.",
        data: ["outcome": "nowhere-to-look"]
    )

    private static func tooMany(_ count: Int) -> Finding {
        Finding(
            .kmsHost,
            .warning,
            "kms",
            "DNS names \(count) KMS hosts; only the first \(mostHosts) were looked at.",
            advice: "Delete the SRV records of hosts that are no more.",
            data: ["outcome": "too-many", "count": "\(count)"]
        )
    }
}

/// Does the same with all elements at once; the results are in the elements' order.
func sideBySide<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ body: @escaping @Sendable (Element) async -> Value
) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
        for (index, element) in elements.enumerated() { group.addTask { (index, await body(element)) } }
        var values: [(Int, Value)] = []
        for await value in group { values.append(value) }
        return values.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
