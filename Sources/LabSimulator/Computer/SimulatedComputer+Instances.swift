/// What the computer's WMI classes show.
extension SimulatedComputer {
    /// All instances of a class, the newest event first; nil when this computer does not have the class.
    func instances(of schema: WMIClass, now: Double) -> [WMIInstance]? {
        if schema.isOfOffice, !hasOfficeService { return nil }
        switch schema.kind {
        case .product:
            return products.filter { $0.isOfOffice == schema.isOfOffice }.map { instance(of: $0, schema) }
        case .service: return [service(schema)]
        case .operatingSystem: return [operatingSystem(schema, now: now)]
        case .timeZone: return [timeZone(schema)]
        case .utcTime: return [utcTime(schema, now: now)]
        case .windowsService: return serviceInstances(schema)
        case .eventLog: return log.records.reversed().map { instance(of: $0, schema) }
        }
    }

    /// The version of the licensing service, which is its key.
    func serviceVersion(ofOffice: Bool) -> String {
        ofOffice
            ? "14.0.370.400"
            : scenario.windowsVersion + (scenario.windowsVersion.split(separator: ".").count < 4 ? ".3803" : "")
    }

    private func instance(of product: ProductState, _ schema: WMIClass) -> WMIInstance {
        let channel = product.scenario.licenceChannel
        let isClient = channel == .kmsClient
        var instance = WMIInstance(schema)
        instance["ApplicationID"] = .string(product.scenario.product.applicationID)
        instance["Description"] = .string(product.scenario.product.description(channel))
        instance["EvaluationEndDate"] = .datetime(-11_644_473_600, bias: 0)
        instance["GracePeriodRemaining"] = .integer(Int64(product.minutes))
        instance["ID"] = .string(product.id)
        instance["LicenseFamily"] = .string(
            product.scenario.product == .windows ? "Education" : "OfficeProPlusVL_KMS_Client"
        )
        instance["LicenseIsAddon"] = .boolean(product.isAddon)
        instance["LicenseStatus"] = .integer(Int64(product.status))
        instance["LicenseStatusReason"] = .integer(Int64(product.statusReason))
        instance["Name"] = .string(product.scenario.product.name(channel))
        if let key = product.partialKey {
            instance["PartialProductKey"] = .string(key)
            instance["ProductKeyChannel"] = .string(isClient ? "Volume:GVLK" : "Retail")
            instance["ProductKeyID"] = .string("00000-00000-000-000000-00-0000-00000.0000-0000000")
        }
        if let machine = product.kmsMachine { instance["KeyManagementServiceMachine"] = .string(machine) }
        instance["KeyManagementServicePort"] = .integer(Int64(product.kmsPort))
        if let machine = product.discoveredMachine {
            instance["DiscoveredKeyManagementServiceMachineName"] = .string(machine)
            instance["DiscoveredKeyManagementServiceMachineIpAddress"] = .string("127.0.0.1")
        }
        instance["DiscoveredKeyManagementServiceMachinePort"] = .integer(Int64(product.discoveredPort))
        instance["RemainingAppReArmCount"] = .integer(5)
        instance["RemainingSkuReArmCount"] = .integer(1_001)
        instance["TrustedTime"] = .datetime(-11_644_473_600, bias: 0)
        instance["VLActivationInterval"] = .integer(isClient ? 120 : 4_294_967_295)
        instance["VLActivationType"] = .integer(product.status == 1 && isClient ? 2 : 0)
        instance["VLActivationTypeEnabled"] = .integer(0)
        instance["VLRenewalInterval"] = .integer(isClient ? 10_080 : 4_294_967_295)
        return instance
    }

    private func service(_ schema: WMIClass) -> WMIInstance {
        let state = services[schema.isOfOffice ? 1 : 0]
        let discovered = products.first { $0.isOfOffice == schema.isOfOffice && $0.discoveredMachine != nil }
        var instance = WMIInstance(schema)
        instance["ClientMachineID"] = .string(StableHash.uuid(scenario.name + "/cmid"))
        if let machine = discovered?.discoveredMachine {
            instance["DiscoveredKeyManagementServiceMachineName"] = .string(machine)
        }
        instance["DiscoveredKeyManagementServiceMachinePort"] = .integer(Int64(discovered?.discoveredPort ?? 0))
        instance["IsKeyManagementServiceMachine"] = .integer(0)
        instance["KeyManagementServiceCurrentCount"] = .integer(4_294_967_295)
        instance["KeyManagementServiceHostCaching"] = .boolean(true)
        if let machine = state.kmsMachine { instance["KeyManagementServiceMachine"] = .string(machine) }
        instance["KeyManagementServicePort"] = .integer(Int64(state.kmsPort))
        instance["PolicyCacheRefreshRequired"] = .integer(0)
        instance["RemainingWindowsReArmCount"] = .integer(1_001)
        instance["RequiredClientCount"] = .integer(4_294_967_295)
        instance["VLActivationInterval"] = .integer(120)
        instance["VLRenewalInterval"] = .integer(10_080)
        instance["Version"] = .string(serviceVersion(ofOffice: schema.isOfOffice))
        return instance
    }

    private func operatingSystem(_ schema: WMIClass, now: Double) -> WMIInstance {
        let parts = scenario.windowsVersion.split(separator: ".")
        var instance = WMIInstance(schema)
        instance["BuildNumber"] = .string(parts.count > 2 ? String(parts[2]) : "0")
        instance["Caption"] = .string(Self.caption(scenario.windowsVersion))
        instance["CSName"] = .string(scenario.name.uppercased())
        instance["CurrentTimeZone"] = .integer(Int64(scenario.timeZone.bias))
        instance["LastBootUpTime"] = .datetime(clock(now).rounded() - 7_200, bias: scenario.timeZone.bias)
        instance["LocalDateTime"] = .datetime(clock(now), bias: scenario.timeZone.bias)
        instance["Locale"] = .string("0404")
        instance["OSArchitecture"] = .string("64-bit")
        instance["ProductType"] = .integer(1)
        instance["SystemDirectory"] = .string("C:\\Windows\\system32")
        instance["Version"] = .string(parts.prefix(3).joined(separator: "."))
        return instance
    }

    private func timeZone(_ schema: WMIClass) -> WMIInstance {
        var instance = WMIInstance(schema)
        instance["Bias"] = .integer(Int64(scenario.timeZone.bias))
        instance["Caption"] = .string(scenario.timeZone.caption)
        instance["Description"] = .string(scenario.timeZone.caption)
        instance["StandardName"] = .string(scenario.timeZone.name)
        return instance
    }

    private func utcTime(_ schema: WMIClass, now: Double) -> WMIInstance {
        let fields = Timestamp.iso8601(clock(now).rounded(.down)).split { "-T:Z".contains($0) }.compactMap { Int64($0) }
        var instance = WMIInstance(schema)
        for (name, value) in zip(["Year", "Month", "Day", "Hour", "Minute", "Second"], fields) {
            instance[name] = .integer(value)
        }
        let days = Int64((clock(now) / 86_400).rounded(.down))
        instance["DayOfWeek"] = .integer(((days + 4) % 7 + 7) % 7)
        return instance
    }

    private func instance(of record: EventLog.Record, _ schema: WMIClass) -> WMIInstance {
        var instance = WMIInstance(schema)
        instance["Category"] = .integer(0)
        instance["ComputerName"] = .string(scenario.name)
        instance["EventCode"] = .integer(record.code)
        instance["EventIdentifier"] = .integer(0x4000_0000 + record.code)
        instance["EventType"] = .integer(3)
        instance["InsertionStrings"] = .strings(record.strings)
        instance["Logfile"] = .string("Application")
        instance["Message"] = .string(record.message)
        instance["RecordNumber"] = .integer(record.number)
        instance["SourceName"] = .string(record.source)
        instance["TimeGenerated"] = .datetime(record.time.rounded(.down), bias: 0)
        instance["TimeWritten"] = .datetime(record.time.rounded(.down), bias: 0)
        instance["Type"] = .string("Information")
        return instance
    }

    private static func caption(_ version: String) -> String {
        let parts = version.split(separator: ".").compactMap { Int($0) }
        switch (parts.first ?? 0, parts.dropFirst().first ?? 0, parts.dropFirst(2).first ?? 0) {
        case (6, 1, _): return "Microsoft Windows 7 Enterprise"
        case (6, 2, _): return "Microsoft Windows 8 Enterprise"
        case (6, 3, _): return "Microsoft Windows 8.1 Enterprise"
        case (10, _, 22_000...): return "Microsoft Windows 11 Education"
        default: return "Microsoft Windows 10 Education"
        }
    }
}
