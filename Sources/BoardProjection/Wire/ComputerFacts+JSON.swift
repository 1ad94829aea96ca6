internal import ActivationDomain

extension LicenceFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case product, status, expiresAt, kmsHost, readAt
    }

    /// Writes the licence.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(product, forKey: .product)
        try container.encode(status, forKey: .status)
        try container.encodeIfPresent(expiresAt?.description, forKey: .expiresAt)
        try container.encodeIfPresent(kmsHost, forKey: .kmsHost)
        try container.encode(readAt.description, forKey: .readAt)
    }
}

extension ExpiryFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case computer, site, lab
    }

    /// Writes where the licence is, and its own members.
    package func encode(to encoder: any Encoder) throws {
        try licence.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(computer, forKey: .computer)
        try container.encode(site, forKey: .site)
        try container.encode(lab, forKey: .lab)
    }
}

extension ComputerFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name, address, assetTag, channel, site, lab, heardAt, licences
    }

    /// Writes the computer.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(address, forKey: .address)
        try container.encode(assetTag, forKey: .assetTag)
        try container.encode(channel, forKey: .channel)
        try container.encode(site, forKey: .site)
        try container.encode(lab, forKey: .lab)
        try container.encodeIfPresent(heardAt?.description, forKey: .heardAt)
        try container.encode(licences, forKey: .licences)
    }
}

extension WorkerFacts: Encodable {
    private enum CodingKeys: String, CodingKey {
        case worker, host, version, slots, running, waiting, consume, publish, seenAt
    }

    /// Writes the worker.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .worker)
        try container.encode(host, forKey: .host)
        try container.encode(version, forKey: .version)
        try container.encode(slots, forKey: .slots)
        try container.encode(running, forKey: .running)
        try container.encode(waiting, forKey: .waiting)
        try container.encode(consuming, forKey: .consume)
        try container.encode(publishing, forKey: .publish)
        try container.encode(seenAt.description, forKey: .seenAt)
    }
}
