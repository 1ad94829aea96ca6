internal import ActivationDomain

/// Finds a product's volume licences on a computer, on the engine that holds them there.
///
/// Mostly the engine of the newest Windows has them, and one query is all. Only when it has none is the computer asked
/// for its version: an upgrade from Windows 7 leaves old licences of Office in a service that no Office uses any more,
/// and these are not to be activated.
struct LicenceFinding: Sendable {
    /// What a search came to.
    ///
    /// An object, since the attempt keeps it in functions that wait.
    final class Result: Sendable {
        /// Nil when no engine holds a volume licence of the product.
        let engine: LicensingEngine?
        /// The product's volume licences for KMS.
        let licences: [LicenceRecord]
        /// Editions of the product that are no clients of a KMS host, where there is none that is.
        let unfit: String?
        /// What else lies beside the product and is left alone, by name.
        let others: String?
        /// The version of Windows, where it had to be asked.
        let system: String?

        init(_ engine: LicensingEngine?, _ all: [LicenceRecord], _ product: ProductCatalogue.Product, _ system: String?)
        {
            self.engine = engine
            self.system = system
            licences = engine == nil ? [] : all.filter(product.matches)
            let others = all.filter(product.isOtherEdition)
            unfit = engine == nil ? EditionNames.text(others.filter(product.isOfProduct)) : nil
            self.others = EditionNames.text(engine == nil ? others.filter { !product.isOfProduct($0) } : others)
        }
    }

    let channel: any ComputerChannel
    let product: ProductCatalogue.Product

    /// Searches; `loggedOn` is called once the computer has taken the credential.
    func find(loggedOn: @Sendable () -> Void) async throws(ChannelError) -> Result {
        guard let first = product.engines.candidates.first else { return Result(nil, [], product, nil) }
        let licences = try await channel.licences(in: first, of: product)
        loggedOn()
        if licences.contains(where: product.matches) { return Result(first, licences, product, nil) }
        return try await findElsewhere(licences, asked: first)
    }

    @inline(never)
    private func findElsewhere(
        _ licences: [LicenceRecord],
        asked: LicensingEngine
    ) async throws(ChannelError) -> Result {
        let system = try await system()
        let text = system.map { [$0.caption, $0.version].compactMap(\.self).joined(separator: " ") }
        let choice = system.flatMap { WindowsVersion($0.version) }.flatMap(product.engines.engine)
        var all = licences
        // A computer that does not tell its version is searched through.
        for engine in choice.map({ [$0] }) ?? product.engines.candidates where engine != asked {
            let more = try await channel.licences(in: engine, of: product)
            if more.contains(where: product.matches) { return Result(engine, licences + more, product, text) }
            all += more
        }
        return Result(nil, all, product, text)
    }

    /// Nil when the computer answers but cannot tell, which is no reason to give up.
    private func system() async throws(ChannelError) -> ComputerSystem? {
        do {
            return try await channel.system()
        } catch .hresult, .protocolViolation {
            return nil
        }
    }
}

/// Names of licences as an event carries them: bounded, since a computer may report any number at any length.
enum EditionNames {
    private static let count = 8

    /// Names and descriptions; nil when there are none.
    static func text(_ licences: [LicenceRecord]) -> String? {
        guard !licences.isEmpty else { return nil }
        var names = licences.prefix(count).map { licence in
            "\(ChannelError.shortened(licence.name, to: 120)) (\(ChannelError.shortened(licence.description, to: 120)))"
        }
        if licences.count > count { names.append("and \(licences.count - count) more") }
        return names.joined(separator: "; ")
    }
}
