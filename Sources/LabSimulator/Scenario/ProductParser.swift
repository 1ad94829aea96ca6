/// Reads the script of one product: from `perProduct`, else from the computer, else from `defaults`.
struct ProductParser {
    /// The keys that may stand with a computer and within `perProduct`.
    static let keys = [
        "activate", "seconds", "inner", "faultShape", "status", "minutes", "licenceChannel", "fault", "faultTimes",
        "licenceKMS", "needs", "expect",
    ]

    private let template: ProductScenario
    private let seconds: SecondsParser.Range
    private let shape: FaultShape?

    init(table: ScenarioTable, overrides: ScenarioTable?, product: LabProduct) throws(ScenarioError) {
        func holder(_ key: String) -> ScenarioTable {
            guard let overrides, overrides.node(key) != nil else { return table }
            return overrides
        }
        let activate = try Self.results(holder("activate"))
        let channel = try holder("licenceChannel").word("licenceChannel", LicenceChannel.self) ?? .kmsClient
        let status =
            try holder("status").integer("status", in: 0...6) ?? (activate.contains(.lies) ? 5 : 2)
        let faults = holder("fault")
        let fault = try faults.word("fault", LabFault.self)
        if let overrides, overrides.node("fault") != nil, fault?.isOfConnection == true {
            throw overrides.error(
                "fault",
                "'\(fault?.rawValue ?? "")' concerns the computer; set it there, not in 'perProduct'"
            )
        }
        seconds = try SecondsParser.seconds(holder("seconds"), "seconds") ?? SecondsParser.Range(lower: 0, upper: 0)
        shape = try Self.shape(holder("faultShape"))
        template = ProductScenario(
            product: product,
            activate: activate,
            seconds: 0,
            inner: try holder("inner").code("inner"),
            shape: .code,
            status: status,
            minutes: try holder("minutes").integer("minutes", in: 0...10_000_000) ?? Self.minutes(status),
            licenceChannel: channel,
            needs: try holder("needs").word("needs", LabNeed.self),
            kms: try holder("licenceKMS").kmsHost("licenceKMS"),
            fault: fault.flatMap { $0.isOfConnection ? nil : $0 },
            faultTimes: try faults.integer("faultTimes", in: 1...1_000_000),
            expect: try holder("expect").word("expect", ExpectedOutcome.self)
        )
    }

    /// The product of one computer: what was left open is settled by the computer's name.
    func product(of name: String) -> ProductScenario {
        var product = template
        product.shape = shape ?? .rotating(name)
        product.seconds = seconds.value(for: name + "/" + product.product.rawValue)
        return product
    }

    private static func results(_ table: ScenarioTable) throws(ScenarioError) -> [ActivationResult] {
        guard let texts = try table.list("activate") else { return [.ok] }
        return try texts.map { item throws(ScenarioError) in
            guard let result = ActivationResult(text: item.text) else {
                throw ScenarioTable.error(
                    table.file,
                    item.mark,
                    "'activate' takes ok, lies or a code such as 0xC004F074, not '\(item.text)'"
                )
            }
            return result
        }
    }

    private static func shape(_ table: ScenarioTable) throws(ScenarioError) -> FaultShape? {
        if try table.string("faultShape") == "rotate" { return nil }
        return try table.word("faultShape", FaultShape.self)
    }

    /// Minutes that go with a status: half of 180 days when licensed, 30 days in grace, else none.
    private static func minutes(_ status: Int) -> Int {
        switch status {
        case 1: 129_600
        case 2, 3, 4, 6: 43_200
        default: 0
        }
    }
}
