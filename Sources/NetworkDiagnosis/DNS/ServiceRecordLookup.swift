package import ActivationDomain
package import NIOCore
internal import NIOPosix

/// What DNS says of a domain's KMS hosts.
package enum ServiceRecordAnswer: Sendable, Hashable {
    /// The records in the order in which to try them; `isCutOff` when there are more, which did not fit into the answer.
    case records([ServiceRecord], isCutOff: Bool)
    /// The one record names `.`: the domain says that it offers no KMS host (RFC 2782).
    case notOffered
    /// The name exists, but has no such records.
    case noRecords
    case failure(DNSFailure)
}

/// Finds a domain's KMS hosts as Windows and Office do: the SRV records of `_vlmcs._tcp.<domain>`.
package struct ServiceRecordLookup: Sendable {
    private let resolver: DNSResolver

    /// Makes a look-up.
    ///
    /// - Parameters:
    ///   - server: the DNS server to ask; nil, the default, takes those that the system is set up with.
    ///   - limit: how long each question may take; 5 s by default. A server gets a fifth of it, but 1 s at least.
    ///   - group: where its sockets and timers live; NIO's shared threads by default.
    package init(
        server: DNSServer? = nil,
        limit: Duration = .seconds(5),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        resolver = DNSResolver(server: server, limit: limit, group: group)
    }

    /// The name that is asked for.
    package static func name(in domain: String) -> String { "_vlmcs._tcp.\(domain)" }

    /// Asks for a domain's KMS hosts.
    ///
    /// A cancelled task ends as if no server had answered.
    /// - Parameters:
    ///   - domain: such as `example.edu`.
    ///   - generator: draws among records of one priority.
    /// - Returns: the records, or why there are none.
    package func hosts(
        in domain: String,
        using generator: inout some RandomNumberGenerator
    ) async -> ServiceRecordAnswer {
        await services(Self.name(in: domain), using: &generator)
    }

    /// Asks for the hosts of any service, such as `_kerberos._tcp.EXAMPLE.EDU`, likewise.
    package func services(
        _ name: String,
        using generator: inout some RandomNumberGenerator
    ) async -> ServiceRecordAnswer {
        let message: DNSMessage
        switch await resolver.ask(name, .srv) {
        case .failure(let failure): return .failure(failure)
        case .success(let answer): message = answer
        }
        let records = message.records.compactMap { record -> ServiceRecord? in
            if case .service(let service) = record { service } else { nil }
        }
        if records.count == 1, records[0].target == "." { return .notOffered }
        if records.isEmpty, !message.isTruncated { return .noRecords }
        return .records(ServiceRecord.ordered(records, using: &generator), isCutOff: message.isTruncated)
    }

    /// Asks for the addresses of a host that a record names, IPv4 first, as DNS gives them; aliases are followed as far
    /// as the server does.
    ///
    /// A cancelled task ends as if no server had answered.
    /// - Returns: at least one address, or why there is none; ``DNSFailure/noSuchName`` also for a name without one.
    package func addresses(of host: String) async -> Result<[IPAddress], DNSFailure> {
        async let four = resolver.ask(host, .a)
        async let six = resolver.ask(host, .aaaa)
        let answers = await [four, six]
        let addresses = answers.flatMap { answer in
            ((try? answer.get())?.records ?? []).compactMap { record -> IPAddress? in
                if case .address(let address) = record { address } else { nil }
            }
        }
        if !addresses.isEmpty { return .success(addresses.withoutRepeats) }
        // Where one question has no answer, there may be addresses all the same.
        for case .failure(let failure) in answers where failure != .noSuchName { return .failure(failure) }
        return .failure(.noSuchName)
    }
}
