/// A class of root\cimv2 that a simulated computer has, with the properties that the lab gives values to.
struct WMIClass {
    /// Which class, apart from the spelling a client uses.
    enum Kind {
        case product
        case service
        case operatingSystem
        case timeZone
        case utcTime
        case eventLog
        case windowsService
    }

    let kind: Kind
    /// Whether it belongs to Office's own licensing service rather than that of Windows.
    let isOfOffice: Bool
    /// The name as Windows spells it.
    let name: String
    /// The properties that make up the key; none for a singleton.
    let keys: [String]
    /// All properties, in alphabetical order, which is the order of every reply.
    let properties: [String]
    private let indices: [String: Int]

    private init(_ kind: Kind, isOfOffice: Bool = false, _ name: String, keys: [String], _ properties: [String]) {
        self.kind = kind
        self.isOfOffice = isOfOffice
        self.name = name
        self.keys = keys
        self.properties = properties.sorted()
        var indices: [String: Int] = [:]
        for (index, property) in self.properties.enumerated() {
            indices[property] = index
            indices[property.lowercased()] = index
        }
        self.indices = indices
    }

    /// Where a property stands, found without regard to case.
    func index(of property: String) -> Int? {
        indices[property] ?? indices[property.lowercased()]
    }

    /// The class of a name, found without regard to case.
    static func named(_ name: String) -> WMIClass? {
        byName[name.lowercased()]
    }

    private static let byName: [String: WMIClass] = {
        var classes: [String: WMIClass] = [:]
        for schema in all { classes[schema.name.lowercased()] = schema }
        return classes
    }()

    private static let all = [
        WMIClass(.product, "SoftwareLicensingProduct", keys: ["ID"], productProperties),
        WMIClass(.product, isOfOffice: true, "OfficeSoftwareProtectionProduct", keys: ["ID"], productProperties),
        WMIClass(.service, "SoftwareLicensingService", keys: ["Version"], serviceProperties),
        WMIClass(.service, isOfOffice: true, "OfficeSoftwareProtectionService", keys: ["Version"], serviceProperties),
        WMIClass(
            .operatingSystem,
            "Win32_OperatingSystem",
            keys: [],
            [
                "BuildNumber", "Caption", "CSName", "CurrentTimeZone", "LastBootUpTime", "LocalDateTime", "Locale",
                "OSArchitecture", "ProductType", "SystemDirectory", "Version",
            ]
        ),
        WMIClass(
            .windowsService,
            "Win32_Service",
            keys: ["Name"],
            ["DisplayName", "Name", "Started", "StartMode", "State"]
        ),
        WMIClass(.timeZone, "Win32_TimeZone", keys: ["Caption"], ["Bias", "Caption", "Description", "StandardName"]),
        WMIClass(
            .utcTime,
            "Win32_UTCTime",
            keys: [],
            ["Day", "DayOfWeek", "Hour", "Milliseconds", "Minute", "Month", "Second", "Year"]
        ),
        WMIClass(
            .eventLog,
            "Win32_NTLogEvent",
            keys: ["Logfile", "RecordNumber"],
            [
                "Category", "ComputerName", "EventCode", "EventIdentifier", "EventType", "InsertionStrings", "Logfile",
                "Message", "RecordNumber", "SourceName", "TimeGenerated", "TimeWritten", "Type", "User",
            ]
        ),
    ]

    private static let productProperties = [
        "ApplicationID", "Description", "DiscoveredKeyManagementServiceMachineIpAddress",
        "DiscoveredKeyManagementServiceMachineName", "DiscoveredKeyManagementServiceMachinePort", "EvaluationEndDate",
        "GracePeriodRemaining", "ID", "KeyManagementServiceLookupDomain", "KeyManagementServiceMachine",
        "KeyManagementServicePort", "KeyManagementServiceProductKeyID", "LicenseFamily", "LicenseIsAddon",
        "LicenseStatus",
        "LicenseStatusReason", "Name", "PartialProductKey", "ProductKeyChannel", "ProductKeyID",
        "RemainingAppReArmCount",
        "RemainingSkuReArmCount", "TrustedTime", "VLActivationInterval", "VLActivationType", "VLActivationTypeEnabled",
        "VLRenewalInterval",
    ]

    private static let serviceProperties = [
        "ClientMachineID", "DiscoveredKeyManagementServiceMachineName", "DiscoveredKeyManagementServiceMachinePort",
        "IsKeyManagementServiceMachine", "KeyManagementServiceCurrentCount", "KeyManagementServiceHostCaching",
        "KeyManagementServiceMachine", "KeyManagementServicePort", "PolicyCacheRefreshRequired",
        "RemainingWindowsReArmCount", "RequiredClientCount", "VLActivationInterval", "VLRenewalInterval", "Version",
    ]
}
