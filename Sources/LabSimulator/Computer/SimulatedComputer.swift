/// A computer under management: its licences, its event log, its clock.
///
/// It is a plain value without I/O; the server feeds it.
struct SimulatedComputer {
    let scenario: ComputerScenario
    let kmsHost: String
    let kmsPort: Int
    var products: [ProductState]
    var log: EventLog
    /// The KMS host set on each service: that of Windows and that of Office.
    var services = [ServiceState(), ServiceState()]
    /// What a client may restart.
    var windowsServices = WindowsService.all
    /// Seconds by which the clock is ahead; a restart of the time service can set it.
    var clockOffset: Double
    private(set) var connections = 0
    /// Log-ons refused, for the tests that must not lock an account.
    var refusedLogOns = 0
    var enumerations = EnumerationTable()

    /// What is set on a licensing service.
    struct ServiceState {
        var kmsMachine: String?
        var kmsPort = 0
    }

    init(_ scenario: ComputerScenario, kmsHost: String, kmsPort: Int, now: Double) {
        self.scenario = scenario
        self.kmsHost = kmsHost
        clockOffset = scenario.clockOffset
        self.kmsPort = kmsPort
        products = scenario.products.map { ProductState($0, computer: scenario) }
        log = EventLog(firstNumber: 20_000 + Int64(StableHash.value(scenario.name + "/log") % 60_000))
        for index in services.indices {
            services[index].kmsMachine = scenario.serviceKMS?.host
            services[index].kmsPort = scenario.serviceKMS?.port ?? 0
        }
        addNoise()
        addOtherLicences()
        addOldEvents(now: now + scenario.clockOffset)
    }

    /// The computer's own UTC time, which need not be the true one.
    func clock(_ now: Double) -> Double {
        now + clockOffset
    }

    /// Whether Office's own licensing service is installed, and with it its classes.
    var hasOfficeService: Bool {
        products.contains { $0.isOfOffice && $0.partialKey != nil }
    }

    /// Counts a connection in, and says which fault it meets.
    mutating func connect() -> LabFault? {
        connections += 1
        guard let fault = scenario.fault, scenario.faultSeconds == nil else { return nil }
        if let times = scenario.faultTimes, connections > times { return nil }
        return fault
    }

    /// Licences without a key, as Windows has by the hundred, and a left-over retail one where the scenario asks for it.
    private mutating func addNoise() {
        guard let model = scenario.products.first else { return }
        for index in 0..<scenario.noise {
            var silent = model
            silent.product = index.isMultiple(of: 2) ? .windows : .office2016
            silent.licenceChannel = index.isMultiple(of: 3) ? .kmsClient : .retail
            silent.status = 0
            silent.minutes = 0
            silent.fault = nil
            products.append(ProductState(silent, computer: scenario, salt: "/noise\(index)", hasKey: false))
        }
        if scenario.hasRetailItem {
            var retail = model
            retail.licenceChannel = .retail
            retail.status = 5
            retail.minutes = 0
            retail.fault = nil
            retail.activate = [.code(ResultCode(0xC004_F017))]
            products.append(ProductState(retail, computer: scenario, salt: "/retail"))
        }
    }

    /// What a client must tell from the products: each answers `Activate` with a code that no script has.
    private mutating func addOtherLicences() {
        for model in scenario.products {
            for kind in scenario.otherLicences {
                var other = model
                other.licenceChannel = kind.channel
                other.status = kind.status
                other.minutes = kind.status == 2 ? 7_200 : 0
                other.fault = nil
                other.activate = [.code(ResultCode(0xC004_F017))]
                let salt = "/\(kind.rawValue)"
                products.append(ProductState(other, computer: scenario, salt: salt, as: kind))
            }
        }
    }

    /// Events from before, with other codes: a client that does not compare record numbers takes them for its own.
    private mutating func addOldEvents(now: Double) {
        appendRequestEvent(ResultCode(0x8007_232B), at: now - 86_400 * 9, machine: kmsHost)
        log.append(
            code: 16_384,
            source: "Microsoft-Windows-Security-SPP",
            time: now - 86_400 * 8,
            strings: ["2126-01-01T00:00:00Z", "RulesEngine"],
            message: "Successfully scheduled Software Protection service for re-start."
        )
        appendRequestEvent(ResultCode(0xC004_F06C), at: now - 86_400 * 2, machine: kmsHost)
        log.append(
            code: 8_198,
            source: "Microsoft-Windows-Security-SPP",
            time: now - 86_400,
            strings: ["hr=0x8007139F"],
            message: "License Activation (slui.exe) failed with the following error code:\r\nhr=0x8007139F"
        )
    }

    /// Adds event 12288, "the client has sent an activation request".
    mutating func appendRequestEvent(_ code: ResultCode, at time: Double, machine: String) {
        let fields = [
            code.description, "0x00000000", "\(machine):\(kmsPort)", StableHash.uuid(scenario.name + "/cmid"),
            Timestamp.minutes(time), "0", "2", "41760", StableHash.uuid(scenario.name + "/application"), "5",
        ]
        let joined = fields.joined(separator: ", ")
        log.append(
            code: 12_288,
            source: "Microsoft-Windows-Security-SPP",
            time: time,
            strings: scenario.eventForm == .separate ? fields : [joined],
            message:
                "The client has sent an activation request to the key management service machine.\r\nInfo:\r\n\(joined)"
        )
    }
}
