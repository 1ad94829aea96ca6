package import ActivationDomain

/// A service of Windows that may be restarted on a computer; no other ever is.
package enum ManagedService: String, Sendable, Hashable, CaseIterable {
    case sppsvc
    case osppsvc
    case w32time

    /// The service that runs an engine.
    package init(_ engine: LicensingEngine) {
        self = engine == .spp ? .sppsvc : .osppsvc
    }
}
