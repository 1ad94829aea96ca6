/// A licence with a key that lies beside a product on a computer and is none of the product's.
package enum OtherLicence: String, Sendable, CaseIterable {
    case retail
    case retailGrace = "retail-grace"
    case mak
    case subscription
    case kmsHost = "kms-host"
    /// An add-on of the volume licence, in its name and channel.
    case addon
    /// A volume licence of the product in the service where it lay before Windows was upgraded.
    case leftOver = "left-over"

    /// Its channel.
    var channel: LicenceChannel {
        switch self {
        case .retail: .retail
        case .retailGrace: .retailGrace
        case .mak: .mak
        case .subscription: .subscription
        case .kmsHost: .kmsHost
        case .addon, .leftOver: .kmsClient
        }
    }

    /// Its `LicenseStatus`.
    var status: Int {
        switch self {
        case .retail, .leftOver: 5
        case .retailGrace: 2
        case .mak, .subscription, .kmsHost: 1
        case .addon: 0
        }
    }
}
