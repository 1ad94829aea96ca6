internal import ActivationDomain

/// A licence as PowerShell's CIM commands show it.
struct CIMLicence: Decodable {
    private var id: String
    private var name: String?
    private var description: String?
    private var applicationID: String?
    private var partialProductKey: String?
    private var isAddon: Bool?
    private var status: Int?
    private var reason: Int64?
    private var minutes: Int?
    private var host: String?
    private var port: Int?
    private var discoveredHost: String?

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case description = "Description"
        case applicationID = "ApplicationID"
        case partialProductKey = "PartialProductKey"
        case isAddon = "LicenseIsAddon"
        case status = "LicenseStatus"
        case reason = "LicenseStatusReason"
        case minutes = "GracePeriodRemaining"
        case host = "KeyManagementServiceMachine"
        case port = "KeyManagementServicePort"
        case discoveredHost = "DiscoveredKeyManagementServiceMachineName"
    }

    var record: LicenceRecord {
        LicenceRecord(
            id: id,
            name: name ?? "",
            description: description ?? "",
            applicationID: applicationID ?? "",
            partialProductKey: partialProductKey.nonEmpty,
            isAddon: isAddon ?? false,
            status: status.flatMap(LicenceStatus.init(rawValue:)),
            statusReason: reason.map { UInt32(truncatingIfNeeded: $0) } ?? 0,
            minutesRemaining: minutes ?? 0,
            kmsHost: host.nonEmpty,
            kmsPort: port.flatMap { $0 > 0 ? $0 : nil },
            discoveredKMSHost: discoveredHost.nonEmpty
        )
    }
}

/// A licensing service as PowerShell's CIM commands show it.
struct CIMService: Decodable {
    private var version: String?
    private var host: String?
    private var port: Int?

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case host = "KeyManagementServiceMachine"
        case port = "KeyManagementServicePort"
    }

    func record(_ engine: LicensingEngine) -> LicensingServiceRecord {
        LicensingServiceRecord(
            engine: engine,
            version: version ?? "",
            kmsHost: host.nonEmpty,
            kmsPort: port.flatMap { $0 > 0 ? $0 : nil }
        )
    }
}

/// What a method of CIM returns.
struct CIMReturn: Decodable {
    /// 0, a Win32 error or an HRESULT.
    var value: Int64?

    private enum CodingKeys: String, CodingKey {
        case value = "ReturnValue"
    }
}

extension String? {
    /// Nil also for an empty text.
    fileprivate var nonEmpty: String? { self?.isEmpty ?? true ? nil : self }
}
