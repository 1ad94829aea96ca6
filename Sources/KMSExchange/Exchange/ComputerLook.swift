package import ActivationDomain

/// What a computer says of itself and of its licences, nothing on it having been changed.
package struct ComputerLook: Sendable {
    /// The licences of one product.
    package struct Product: Sendable {
        /// The product's key in the catalogue.
        package var key: String
        /// Its volume licences for KMS; empty where there is none.
        package var licences: [LicenceRecord]
        /// Editions of it that are no clients of a KMS host, where there is none that is.
        package var unfit: String?
        /// Nil where the computer names none.
        package var kmsHost: KMSHostInUse?

        /// Makes a record.
        package init(key: String, licences: [LicenceRecord], unfit: String?, kmsHost: KMSHostInUse?) {
            self.key = key
            self.licences = licences
            self.unfit = unfit
            self.kmsHost = kmsHost
        }

        /// Of several licences the one that is worst off: one that is not active, else the one that ends first.
        package var deciding: LicenceRecord? {
            // Zero minutes of an active licence mean that it never ends.
            func rest(_ licence: LicenceRecord) -> Int {
                licence.minutesRemaining == 0 ? .max : licence.minutesRemaining
            }
            return licences.first { $0.status != .licensed } ?? licences.min { rest($0) < rest($1) }
        }
    }

    /// The address that was contacted.
    package var address: IPAddress
    /// By what the computer was shown who asks, such as `negotiate/ntlm`; nil where the channel does not tell.
    package var means: String?
    /// In the order in which they were asked for.
    package var products: [Product]
    /// Nil where it was not asked, or the computer cannot tell.
    package var system: ComputerSystem?
    /// Nil where it was not asked, or the computer cannot tell.
    package var clock: ComputerClock?
}

/// The KMS host that a computer asks for a product, and how it has it.
package struct KMSHostInUse: Sendable, Hashable {
    /// Where it is from; what stands first goes before what stands below.
    package enum Source: String, Sendable, Hashable {
        /// Set on the licence itself.
        case licence
        /// Set on the licensing service.
        case service
        /// Found in DNS.
        case discovered
    }

    /// Its name or address.
    package var name: String
    /// Nil where none is told.
    package var port: Int?
    /// Nil where the computer does not say.
    package var source: Source?

    /// Makes a record.
    package init(name: String, port: Int?, source: Source?) {
        self.name = name
        self.port = port
        self.source = source
    }

    /// The host of a licence, with what its service says where the licence says nothing.
    init?(_ licence: LicenceRecord, _ service: LicensingServiceRecord?) {
        if let name = licence.kmsHost {
            self.init(name: name, port: licence.kmsPort, source: .licence)
        } else if let name = service?.kmsHost {
            self.init(name: name, port: service?.kmsPort, source: .service)
        } else if let name = licence.discoveredKMSHost {
            let source: Source? = licence.mayBeSet ? nil : .discovered
            self.init(name: name, port: licence.discoveredKMSPort, source: source)
        } else {
            return nil
        }
    }
}
