package import ActivationDomain

/// What on a computer can hold a KMS host of its own.
package enum KMSHostHolder: Sendable, Hashable {
    /// The licensing service, for all licences that have none.
    case service(LicensingServiceRecord)
    /// One licence; its host goes before that of the service.
    case licence(id: String, LicensingEngine)
}
