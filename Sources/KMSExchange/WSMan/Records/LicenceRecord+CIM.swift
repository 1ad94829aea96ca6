internal import ActivationDomain

extension LicenceRecord {
    /// The columns that a query for licences names: all of an instance is twenty times as much.
    static let columns = [
        "ID", "Name", "Description", "ApplicationID", "PartialProductKey", "LicenseIsAddon", "LicenseStatus",
        "LicenseStatusReason", "GracePeriodRemaining", "KeyManagementServiceMachine",
        "KeyManagementServicePort", "DiscoveredKeyManagementServiceMachineName",
    ]

    /// Reads an instance of `SoftwareLicensingProduct` or `OfficeSoftwareProtectionProduct`.
    init(_ instance: CIMInstance) throws(ChannelError) {
        guard let id = instance.string("ID") else {
            throw .protocolViolation(detail: "The computer reports a licence without an ID.")
        }
        self.init(
            id: id,
            name: instance.string("Name") ?? "",
            description: instance.string("Description") ?? "",
            applicationID: instance.string("ApplicationID") ?? "",
            partialProductKey: instance.string("PartialProductKey"),
            isAddon: instance.boolean("LicenseIsAddon") ?? false,
            status: instance.integer("LicenseStatus").flatMap(LicenceStatus.init(rawValue:)),
            statusReason: instance.code("LicenseStatusReason") ?? 0,
            minutesRemaining: instance.integer("GracePeriodRemaining") ?? 0,
            kmsHost: instance.string("KeyManagementServiceMachine"),
            kmsPort: instance.integer("KeyManagementServicePort").flatMap { $0 > 0 ? $0 : nil },
            discoveredKMSHost: instance.string("DiscoveredKeyManagementServiceMachineName")
        )
    }
}
