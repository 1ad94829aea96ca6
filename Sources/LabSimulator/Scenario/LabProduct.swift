/// A product that a simulated computer can have, with what its licensing classes say of it.
package enum LabProduct: String, Sendable, CaseIterable {
    case windows
    case office2010 = "office-2010"
    case office2013 = "office-2013"
    case office2016 = "office-2016"
    case office2019 = "office-2019"
    case office2021 = "office-2021"
    case office2024 = "office-2024"

    /// `ApplicationID`: one for Windows, one for Office 2010, one for every later Office.
    var applicationID: String {
        switch self {
        case .windows: "55c92734-d682-4d71-983e-d6ec3f16059f"
        case .office2010: "59a52881-a989-479d-af46-f275c6370663"
        default: "0ff1ce15-a989-479d-af46-f275c6370663"
        }
    }

    /// `Name` of the licence.
    func name(_ channel: LicenceChannel) -> String {
        guard self != .windows else { return "Windows(R), Education edition" }
        return "\(family), \(family.filter { $0 != " " })\(edition(channel)) edition"
    }

    /// `Description`, which ends with the channel.
    func description(_ channel: LicenceChannel) -> String {
        "\(self == .windows ? "Windows(R) Operating System" : family), \(channel.word) channel"
    }

    /// Whether the licence lies with Office's own service (OSPP) rather than with that of Windows (SPP).
    ///
    /// Office 2010 always does; Office 2013 and later only where Windows is 6.1 or older (KB 2870357).
    func isOfOfficeService(windowsVersion: String) -> Bool {
        switch self {
        case .windows: false
        case .office2010: true
        default: windowsVersion.hasPrefix("6.1") || windowsVersion.hasPrefix("6.0")
        }
    }

    private var family: String {
        switch self {
        case .windows: "Windows(R)"
        case .office2010: "Office 14"
        case .office2013: "Office 15"
        case .office2016: "Office 16"
        case .office2019: "Office 19"
        case .office2021: "Office 21"
        case .office2024: "Office 24"
        }
    }

    private func edition(_ channel: LicenceChannel) -> String {
        let year =
            switch self {
            case .office2019: "2019"
            case .office2021: "2021"
            case .office2024: "2024"
            default: ""
            }
        switch channel {
        case .kmsClient: return "ProPlus\(year)VL_KMS_Client\(year.isEmpty ? "" : "_AE")"
        case .kmsHost: return "\(year)_KMS_Host"
        case .mak: return "ProPlus\(year)VL_MAK\(year.isEmpty ? "" : "_AE")"
        case .retail, .oem: return "ProPlus\(year)R_Retail"
        case .retailGrace: return "ProPlus\(year)R_Grace"
        case .subscription: return "O365ProPlusR_Subscription1"
        }
    }
}
