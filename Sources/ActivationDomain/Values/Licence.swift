/// The states of a licence, as the `LicenseStatus` property numbers them.
///
/// Source: Microsoft Learn, `SoftwareLicensingProduct` class.
package enum LicenceStatus: Int, Sendable, Hashable, CaseIterable {
    case unlicensed = 0
    case licensed = 1
    case initialGrace = 2
    case outOfToleranceGrace = 3
    case nonGenuineGrace = 4
    case notification = 5
    case extendedGrace = 6

    /// The word that events use.
    package var word: String {
        switch self {
        case .unlicensed: "unlicensed"
        case .licensed: "licensed"
        case .initialGrace: "initial-grace"
        case .outOfToleranceGrace: "out-of-tolerance-grace"
        case .nonGenuineGrace: "non-genuine-grace"
        case .notification: "notification"
        case .extendedGrace: "extended-grace"
        }
    }
}

/// One licence entry as a computer's licensing service reports it.
package struct LicenceRecord: Sendable, Hashable {
    /// The SKU's id, the key of the instance.
    package var id: String
    /// Such as `Office 16, Office16ProPlusVL_KMS_Client edition`.
    package var name: String
    /// Such as `Office 16, VOLUME_KMSCLIENT channel`.
    package var description: String
    /// The application that the licence belongs to (Windows, Office 2010, Office 2013 and later).
    package var applicationID: String
    /// The last five characters of the installed key; nil when no key is installed.
    package var partialProductKey: String?
    /// Whether the entry is an add-on of another licence.
    package var isAddon: Bool
    /// Nil when the computer gives a number that Microsoft's page does not list.
    package var status: LicenceStatus?
    /// The HRESULT that explains the status; 0 when there is none.
    package var statusReason: UInt32
    /// Minutes until the licence or the grace period ends; 0 with `licensed` means permanent.
    package var minutesRemaining: Int
    /// The KMS host set for this product by name, if one is set.
    package var kmsHost: String?
    /// The port set with it, nil when unset.
    package var kmsPort: Int?
    /// The KMS host that the licensing service found by DNS or used last.
    package var discoveredKMSHost: String?
    /// The port told with it, nil where none is.
    package var discoveredKMSPort: Int?
    /// Whether ``discoveredKMSHost`` may as well have been set, since the computer says which in words of its language.
    package var mayBeSet: Bool

    /// Makes a record.
    package init(
        id: String,
        name: String,
        description: String,
        applicationID: String,
        partialProductKey: String?,
        isAddon: Bool,
        status: LicenceStatus?,
        statusReason: UInt32,
        minutesRemaining: Int,
        kmsHost: String?,
        kmsPort: Int? = nil,
        discoveredKMSHost: String?,
        discoveredKMSPort: Int? = nil,
        mayBeSet: Bool = false
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.applicationID = applicationID
        self.partialProductKey = partialProductKey
        self.isAddon = isAddon
        self.status = status
        self.statusReason = statusReason
        self.minutesRemaining = minutesRemaining
        self.kmsHost = kmsHost
        self.kmsPort = kmsPort
        self.discoveredKMSHost = discoveredKMSHost
        self.discoveredKMSPort = discoveredKMSPort
        self.mayBeSet = mayBeSet
    }
}
