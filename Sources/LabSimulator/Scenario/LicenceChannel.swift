/// Through which channel a product was licensed: the word in its `Description`.
package enum LicenceChannel: String, Sendable, CaseIterable {
    case kmsClient = "kms-client"
    case kmsHost = "kms-host"
    case mak
    case retail
    case oem
    case retailGrace = "retail-grace"
    case subscription

    /// The word that `Description` ends with, before " channel".
    var word: String {
        switch self {
        case .kmsClient: "VOLUME_KMSCLIENT"
        case .kmsHost: "VOLUME_KMS"
        case .mak: "VOLUME_MAK"
        case .retail: "RETAIL"
        case .oem: "OEM_DM"
        case .retailGrace: "RETAIL(Grace)"
        case .subscription: "TIMEBASED_SUB"
        }
    }
}
