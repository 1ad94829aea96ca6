package import ActivationDomain

extension ManagedExchange {
    /// Reads the licences of products on a computer, and changes nothing there: no activation, no setting.
    ///
    /// With the same care for addresses, credentials and limits as an exchange.
    /// - Parameters:
    ///   - computer: one of the register.
    ///   - products: what to read, in this order.
    ///   - wholly: whether to ask for the version of Windows and the clock, too.
    /// - Returns: what the computer says.
    /// - Throws: ``ExchangeFailure`` when it cannot be read.
    package func look(
        at computer: RegisteredComputer,
        for products: [ProductCatalogue.Product],
        wholly: Bool
    ) async throws(ExchangeFailure) -> ComputerLook {
        try await withChannel(to: computer) { channel, target throws(ExchangeFailure) in
            do throws(ChannelError) {
                var looking = Looking(channel)
                var look = ComputerLook(address: target.address, products: [])
                for product in products {
                    look.products.append(try await looking.product(product, loggedOn: target.loggedOn))
                }
                look.means = channel.means
                guard wholly else { return look }
                look.system = try await Looking.ifTold { () throws(ChannelError) in try await channel.system() }
                look.clock = try await Looking.ifTold { () throws(ChannelError) in try await channel.clock() }
                return look
            } catch {
                throw ExchangeFailure(error)
            }
        }
    }
}

/// Looks over one channel; what several products share is asked for once.
private struct Looking {
    private let channel: any ComputerChannel
    private var services: [LicensingEngine: LicensingServiceRecord?] = [:]

    init(_ channel: any ComputerChannel) {
        self.channel = channel
    }

    mutating func product(
        _ product: ProductCatalogue.Product,
        loggedOn: @Sendable () -> Void
    ) async throws(ChannelError) -> ComputerLook.Product {
        let found = try await LicenceFinding(channel: channel, product: product).find(loggedOn: loggedOn)
        var look = ComputerLook.Product(
            key: product.key,
            licences: found.licences,
            unfit: found.unfit,
            kmsHost: nil
        )
        guard let engine = found.engine, let licence = look.deciding else { return look }
        var record: LicensingServiceRecord?
        if licence.kmsHost == nil { record = try await service(engine) }
        look.kmsHost = KMSHostInUse(licence, record)
        return look
    }

    private mutating func service(_ engine: LicensingEngine) async throws(ChannelError) -> LicensingServiceRecord? {
        if let known = services[engine] { return known }
        let channel = channel
        let service = try await Self.ifTold { () throws(ChannelError) in try await channel.service(engine) }
        services[engine] = .some(service)
        return service
    }

    /// Nil when the computer answers but cannot tell, which is no reason to give up: by SSH without PowerShell it has its
    /// scripts, which tell no time.
    static func ifTold<Value>(
        _ ask: () async throws(ChannelError) -> Value
    ) async throws(ChannelError) -> Value? {
        do {
            return try await ask()
        } catch .hresult, .protocolViolation, .scriptsUnavailable {
            return nil
        }
    }
}
