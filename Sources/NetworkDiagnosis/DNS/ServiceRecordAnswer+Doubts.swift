internal import ActivationDomain

extension ServiceRecordAnswer {
    /// What looks wrong in records that can be used, in lines of their own beside that of the answer.
    ///
    /// - Parameter domain: such as `example.edu`.
    /// - Returns: a warning of each kind, of the area ``Finding/Area/dns``; none where all looks right.
    package func doubts(domain: String) -> [Finding] {
        guard case .records(let records, _) = self else { return [] }
        let name = ServiceRecordLookup.name(in: domain)
        return [Self.addresses(records, name), Self.repeats(records, name)].compactMap(\.self)
    }

    /// RFC 2782: a target is a name that has addresses; what looks like an address is asked for as such a name.
    private static func addresses(_ records: [ServiceRecord], _ name: String) -> Finding? {
        let addresses = records.map(\.target).filter { IPAddress($0) != nil }.withoutRepeats.sorted()
        guard !addresses.isEmpty else { return nil }
        let list = addresses.listing()
        return Finding(
            .dns,
            .warning,
            name,
            addresses.count == 1
                ? "The SRV record \(name) has the address \(list) where the name of a host belongs."
                : "The SRV record \(name) has addresses where the names of hosts belong: \(list).",
            advice: "Enter the host's name, which has an A or AAAA record: computers ask DNS for the addresses of what "
                + "stands there, and may find none.",
            data: ["outcome": "address-for-name", "hosts": addresses.joined(separator: " ")]
        )
    }

    private static func repeats(_ records: [ServiceRecord], _ name: String) -> Finding? {
        var seen: Set<String> = []
        let places = records.map(\.description.folded).filter { !seen.insert($0).inserted }.withoutRepeats.sorted()
        guard !places.isEmpty else { return nil }
        return Finding(
            .dns,
            .warning,
            name,
            "The SRV record \(name) names a host and port more than once: \(places.listing()).",
            advice: "Delete all but one of them: computers draw among records by priority and weight, and those of one "
                + "host count together.",
            data: ["outcome": "repeated", "hosts": places.joined(separator: " ")]
        )
    }
}
