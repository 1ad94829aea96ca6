/// Reads one entry of `computers`, which may stand for thousands.
struct ComputerParser {
    let table: ScenarioTable
    let credentials: LabCredentials

    static let keys =
        [
            "name", "address", "site", "lab", "assetTag", "channel", "windowsVersion", "credentials", "clockOffset",
            "timeZone", "faultSeconds", "pageSize", "noise", "retailItem", "otherLicences", "serviceKMS",
            "serviceFault", "timeSource", "eventForm", "authentication", "encryption", "channelBinding", "encoding",
            "envelopeLimit", "operationLimit", "faultAfter",
            "products",
            "perProduct",
        ] + ProductParser.keys

    func computers() throws(ScenarioError) -> [ComputerScenario] {
        let names = try pattern("name")
        let addresses = try addresses(count: names.count)
        let tags = try table.node("assetTag") == nil ? nil : texts("assetTag", count: names.count)
        let base = try base()
        let products = try products()
        let perProduct = try perProduct(products)
        let readers = try products.map { product throws(ScenarioError) in
            try ProductParser(table: table, overrides: perProduct[product], product: product)
        }
        var computers: [ComputerScenario] = []
        computers.reserveCapacity(names.count)
        for (index, name) in names.enumerated() {
            var computer = base
            computer.name = name
            computer.address = addresses[index]
            computer.assetTag = tags?[index] ?? "LAB-\(name)"
            computer.products = readers.map { $0.product(of: name) }
            computers.append(computer)
        }
        return computers
    }

    /// What all computers of the entry share.
    private func base() throws(ScenarioError) -> ComputerScenario {
        let fault = try table.word("fault", LabFault.self)
        let faultSeconds = try SecondsParser.seconds(table, "faultSeconds")?.lower
        guard faultSeconds == nil || fault == .refused else {
            throw table.error("faultSeconds", "'faultSeconds' goes with 'fault: refused' only; use 'faultTimes'")
        }
        let faultAfter = try table.integer("faultAfter", in: 0...1_000_000)
        guard faultAfter == nil || fault == .loggedOff else {
            throw table.error("faultAfter", "'faultAfter' goes with 'fault: loggedOff' only")
        }
        let own = try table.table("credentials", what: "credentials", allowed: ScenarioParser.credentialKeys)
        return ComputerScenario(
            name: "",
            address: "",
            site: try table.string("site") ?? "main",
            lab: try table.string("lab") ?? "lab",
            assetTag: "",
            managementChannel: try managementChannel(),
            windowsVersion: try windowsVersion(),
            credentials: try ScenarioParser(file: table.file).credentials(own) ?? credentials,
            authentication: try authentication(),
            encoding: try table.word("encoding", ReplyEncoding.self) ?? .utf8,
            envelopeLimit: try table.integer("envelopeLimit", in: 8_192...16_777_216) ?? 512_000,
            operationLimit: try SecondsParser.seconds(table, "operationLimit")?.lower ?? 60,
            clockOffset: try SecondsParser.offset(table, "clockOffset") ?? 0,
            timeZone: try timeZone(),
            fault: fault.flatMap { $0.isOfConnection ? $0 : nil },
            faultTimes: try table.integer("faultTimes", in: 1...1_000_000),
            faultAfter: faultAfter ?? 1,
            faultSeconds: faultSeconds,
            pageSize: try table.integer("pageSize", in: 1...32_000),
            noise: try table.integer("noise", in: 0...1_000) ?? 3,
            hasRetailItem: try table.boolean("retailItem") ?? false,
            otherLicences: try otherLicences(),
            serviceKMS: try table.kmsHost("serviceKMS"),
            serviceFault: try table.word("serviceFault", ServiceFault.self),
            hasTimeSource: try table.boolean("timeSource") ?? true,
            eventForm: try table.word("eventForm", EventForm.self) ?? .separate,
            products: []
        )
    }

    private func managementChannel() throws(ScenarioError) -> String {
        guard let text = try table.string("channel") else { return "winrm" }
        guard text == "winrm" || text == "ssh" else {
            throw table.error(
                "channel",
                "'channel' must be winrm or ssh, not '\(text)'; how a product is licensed is 'licenceChannel'"
            )
        }
        return text
    }

    private func otherLicences() throws(ScenarioError) -> [OtherLicence] {
        try (table.list("otherLicences") ?? []).map { text, mark throws(ScenarioError) in
            guard let licence = OtherLicence(rawValue: text) else {
                let known = OtherLicence.allCases.map(\.rawValue).joined(separator: ", ")
                throw ScenarioTable.error(table.file, mark, "'otherLicences' takes \(known), not '\(text)'")
            }
            return licence
        }
    }

    private func windowsVersion() throws(ScenarioError) -> String {
        guard let text = try table.string("windowsVersion") else { return "10.0.19045" }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), parts.allSatisfy({ UInt32($0) != nil }) else {
            throw table.error("windowsVersion", "'windowsVersion' reads like 10.0.19045, not '\(text)'")
        }
        return text
    }

    private func timeZone() throws(ScenarioError) -> LabTimeZone {
        guard let zone = try table.table("timeZone", what: "timeZone", allowed: ["bias", "name"]) else {
            return .taipei
        }
        guard let bias = try zone.integer("bias", in: -720...840), let name = try zone.string("name") else {
            throw zone.error(nil, "'timeZone' needs 'bias' (minutes east of UTC) and 'name'")
        }
        return LabTimeZone(bias: bias, name: name)
    }

    private func products() throws(ScenarioError) -> [LabProduct] {
        var products: [LabProduct] = []
        for (text, mark) in try table.list("products") ?? [("windows", nil)] {
            guard let product = LabProduct(rawValue: text) else {
                let known = LabProduct.allCases.map(\.rawValue).joined(separator: ", ")
                throw ScenarioTable.error(table.file, mark, "the product '\(text)' is unknown; known are \(known)")
            }
            guard !products.contains(product) else {
                throw ScenarioTable.error(table.file, mark, "the product '\(text)' occurs twice")
            }
            products.append(product)
        }
        return products
    }

    private func perProduct(_ products: [LabProduct]) throws(ScenarioError) -> [LabProduct: ScenarioTable] {
        let allowed = LabProduct.allCases.map(\.rawValue)
        guard let outer = try table.table("perProduct", what: "perProduct", allowed: allowed) else { return [:] }
        var tables: [LabProduct: ScenarioTable] = [:]
        for product in LabProduct.allCases {
            let key = product.rawValue
            guard let inner = try outer.table(key, what: "perProduct.\(key)", allowed: ProductParser.keys) else {
                continue
            }
            guard products.contains(product) else {
                throw outer.error(key, "'perProduct' names \(key), which is not among the computer's products")
            }
            tables[product] = inner
        }
        return tables
    }

    private func pattern(_ key: String) throws(ScenarioError) -> [String] {
        guard let text = try table.string(key), !text.isEmpty else {
            throw table.error(key, "a computer needs '\(key)'")
        }
        return try expanded(key, text).texts
    }

    private func expanded(_ key: String, _ text: String) throws(ScenarioError) -> RangePattern {
        do {
            return try RangePattern(text)
        } catch {
            throw table.error(key, error.message)
        }
    }

    /// Texts for so many computers: a range of that length, or one text for all.
    private func texts(_ key: String, count: Int) throws(ScenarioError) -> [String] {
        let pattern = try expanded(key, table.string(key) ?? "")
        guard pattern.isRange else { return Array(repeating: pattern.texts[0], count: count) }
        guard pattern.texts.count == count else {
            throw table.error(key, "'\(key)' stands for \(pattern.texts.count), but 'name' for \(count)")
        }
        return pattern.texts
    }

    private func addresses(count: Int) throws(ScenarioError) -> [String] {
        guard let text = try table.string("address") else { throw table.error("address", "a computer needs 'address'") }
        if text.hasSuffix("+") {
            let first = try loopback(String(text.dropLast()))
            return try (0..<count).map { index throws(ScenarioError) in
                guard let address = first.advanced(by: index) else {
                    throw table.error("address", "\(count) addresses from \(first.text) on leave 127.0.0.0/8")
                }
                return address.text
            }
        }
        let pattern = try expanded("address", text)
        guard pattern.texts.count == count else {
            throw table.error(
                "address",
                "'address' stands for \(pattern.texts.count), but 'name' for \(count); '127.20.0.1+' counts by itself"
            )
        }
        return try pattern.texts.map { text throws(ScenarioError) in try loopback(text).text }
    }

    private func loopback(_ text: String) throws(ScenarioError) -> LoopbackAddress {
        guard let address = LoopbackAddress(text: text) else {
            throw table.error("address", "'\(text)' is no address in 127.0.0.0/8; the lab stays on the loopback")
        }
        return address
    }
}
