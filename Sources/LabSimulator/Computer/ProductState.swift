/// What the licensing service of a computer knows of one licence.
struct ProductState {
    let scenario: ProductScenario
    /// The licence's own identifier, the key of its class.
    let id: String
    /// The made-up tail of a key; no key of ours exists.
    let partialKey: String?
    /// Whether it lies with Office's own service.
    let isOfOffice: Bool
    /// Whether it is an add-on of another licence.
    let isAddon: Bool
    var status: Int
    var statusReason: UInt32
    var minutes: Int
    var kmsMachine: String?
    var kmsPort = 0
    var discoveredMachine: String?
    var discoveredPort = 0
    /// How many calls of `Activate` have begun.
    var calls = 0
    /// For how many calls the fault has occurred.
    var faults = 0

    init(
        _ scenario: ProductScenario,
        computer: ComputerScenario,
        salt: String = "",
        hasKey: Bool = true,
        as other: OtherLicence? = nil
    ) {
        self.scenario = scenario
        isAddon = other == .addon
        let seed = computer.name.lowercased() + "/" + scenario.product.rawValue + salt
        id = StableHash.uuid(seed)
        partialKey = hasKey ? Self.tail(seed) : nil
        let isOfOffice = scenario.product.isOfOfficeService(windowsVersion: computer.windowsVersion)
        self.isOfOffice = other == .leftOver ? !isOfOffice : isOfOffice
        status = scenario.status
        minutes = scenario.minutes
        kmsMachine = scenario.kms?.host
        kmsPort = scenario.kms?.port ?? 0
        statusReason = hasKey ? Self.reason(scenario) : 0xC004_F014
    }

    /// Begins a call: the fault that it meets, if any, and its scripted result.
    ///
    /// The last result repeats.
    mutating func beginCall() -> (fault: LabFault?, result: ActivationResult) {
        let isFaulty = scenario.fault != nil && scenario.faultTimes.map { faults < $0 } ?? true
        if isFaulty { faults += 1 }
        // A call that is not carried out uses up no result, so that a fault can be laid over any script.
        if isFaulty, scenario.fault == .quota || scenario.fault == .resetOnActivate {
            return (scenario.fault, scenario.activate[min(calls, scenario.activate.count - 1)])
        }
        let result = scenario.activate[min(calls, scenario.activate.count - 1)]
        calls += 1
        return (isFaulty ? scenario.fault : nil, result)
    }

    /// Five characters out of those that keys use, the letter X first so that nobody takes it for a real one.
    private static func tail(_ seed: String) -> String {
        let letters = Array("BCDFGHJKMPQRTVWXY2346789")
        var hash = StableHash.value(seed + "/tail")
        var text = "X"
        for _ in 0..<4 {
            text.append(letters[Int(hash % UInt64(letters.count))])
            hash /= UInt64(letters.count)
        }
        return text
    }

    /// The reason that goes with a status.
    private static func reason(_ scenario: ProductScenario) -> UInt32 {
        switch scenario.status {
        case 0: 0xC004_F056
        case 1: scenario.product == .windows ? 0 : 0x4004_F040
        case 2: 0x4004_F00C
        case 3: 0x4004_F00D
        case 4: 0x4004_F065
        case 5: 0xC004_F009
        default: 0
        }
    }
}
