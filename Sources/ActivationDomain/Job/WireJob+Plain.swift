extension WireJob {
    /// Reads a job as programs plainly write it; nil for everything else, be it right or wrong.
    ///
    /// A field that is not known, is there twice or is null is such a thing too.
    init?(plain body: [UInt8]) {
        guard var json = PlainJSONReader(body) else { return nil }
        var fields = Fields()
        guard json.object({ json, name in fields.read(name, from: &json) }), json.isAtEnd else { return nil }
        guard let id = fields.id, let campaign = fields.campaign, let computer = fields.computer,
            let product = fields.product, let attempt = fields.attempt, let enrolledAt = fields.enrolledAt
        else { return nil }
        self.init(
            id: id,
            campaign: campaign,
            round: fields.round.map(WholeNumber.init),
            computer: computer,
            product: product,
            attempt: WholeNumber(attempt),
            parks: fields.parks.map(WholeNumber.init),
            enrolledAt: enrolledAt,
            registeredAt: fields.registeredAt,
            notAfter: fields.notAfter,
            labels: fields.labels
        )
    }

    private struct Fields {
        var id, campaign, product, enrolledAt, registeredAt, notAfter: String?
        var round, attempt, parks: Int?
        var computer: Computer?
        var labels: [String: String]?

        mutating func read(_ name: String, from json: inout PlainJSONReader) -> Bool {
            switch name {
            case "id": json.string(into: &id)
            case "campaign": json.string(into: &campaign)
            case "computer": read(into: &computer, from: &json)
            case "product": json.string(into: &product)
            case "attempt": json.number(into: &attempt)
            case "enrolledAt": json.string(into: &enrolledAt)
            case "registeredAt": json.string(into: &registeredAt)
            case "notAfter": json.string(into: &notAfter)
            case "round": json.number(into: &round)
            case "parks": json.number(into: &parks)
            case "labels": read(into: &labels, from: &json)
            default: false
            }
        }

        private func read(into computer: inout Computer?, from json: inout PlainJSONReader) -> Bool {
            var name, address, assetTag, site, lab, channel: String?
            let isRead = json.object { json, member in
                switch member {
                case "name": json.string(into: &name)
                case "address": json.string(into: &address)
                case "assetTag": json.string(into: &assetTag)
                case "site": json.string(into: &site)
                case "lab": json.string(into: &lab)
                case "channel": json.string(into: &channel)
                default: false
                }
            }
            guard isRead, computer == nil, let name, let address, let assetTag, let site, let lab, let channel else {
                return false
            }
            computer = Computer(
                name: name,
                address: address,
                assetTag: assetTag,
                site: site,
                lab: lab,
                channel: channel
            )
            return true
        }

        private func read(into labels: inout [String: String]?, from json: inout PlainJSONReader) -> Bool {
            guard labels == nil else { return false }
            var read: [String: String] = [:]
            guard json.object({ json, label in json.string(into: &read[label]) }) else { return false }
            labels = read
            return true
        }
    }
}
