internal import ActivationDomain

/// Decides where the configured KMS host must be set so that the licences use it; a pure function.
///
/// A host of the licence's own goes before that of the service. Windows and Office's own service take the host of the
/// service (`slmgr /skms`); an Office in the service of Windows is given one of its own, as `ospp.vbs /sethst` does, so
/// that Windows itself is not changed. What is right already is not set again, and nothing is ever cleared.
struct KMSHostSetting: Sendable {
    let host: String
    let port: Int
    /// The port that is meant where none is set.
    private static let defaultPort = 1688

    /// Whether the service has to be looked at: a licence without a host of its own uses that of the service.
    func needsService(_ licences: [LicenceRecord]) -> Bool {
        licences.contains { $0.kmsHost == nil }
    }

    /// Where to set it, each holder once; `service` may be nil when no licence needs it.
    func holders(
        for licences: [LicenceRecord],
        in engine: LicensingEngine,
        service: LicensingServiceRecord?,
        ofWindows: Bool
    ) -> [KMSHostHolder] {
        var holders: [KMSHostHolder] = []
        var isServiceSet = service.map { isRight($0.kmsHost, $0.kmsPort) } ?? true
        for licence in licences {
            if licence.kmsHost != nil {
                if !isRight(licence.kmsHost, licence.kmsPort) { holders.append(.licence(id: licence.id, engine)) }
            } else if !isServiceSet {
                if engine == .spp, !ofWindows {
                    holders.append(.licence(id: licence.id, engine))
                } else if let service {
                    holders.append(.service(service))
                    isServiceSet = true
                }
            }
        }
        return holders
    }

    private func isRight(_ host: String?, _ port: Int?) -> Bool {
        host?.lowercased() == self.host.lowercased() && (port ?? Self.defaultPort) == self.port
    }
}
