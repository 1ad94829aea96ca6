package import ActivationDomain
package import KMSExchange

/// Reads the licences of many computers, a few at a time.
package struct LicenceCheck: Sendable {
    /// One computer and what is to be read of it.
    package struct Target: Sendable {
        package var computer: RegisteredComputer
        /// Keys of the product catalogue.
        package var products: [String]

        /// Makes a target.
        package init(computer: RegisteredComputer, products: [String]) {
            self.computer = computer
            self.products = products
        }
    }

    private let exchange: ManagedExchange
    private let errors: ErrorCatalogue
    private let products: ProductCatalogue

    /// Makes a check.
    package init(_ exchange: ManagedExchange, errors: ErrorCatalogue, products: ProductCatalogue) {
        self.exchange = exchange
        self.errors = errors
        self.products = products
    }

    /// Reads all of them.
    ///
    /// - Parameters:
    ///   - targets: the computers, each once.
    ///   - atOnce: how many at a time.
    ///   - progress: called after each with how many have been read, or could not be.
    /// - Returns: the rows, by names without case, those of one computer in the order of its products.
    package func rows(
        of targets: [Target],
        atOnce: Int,
        progress: (Int) -> Void = { _ in }
    ) async -> [LicenceRow] {
        let sorted = targets.sorted { $0.computer.name.folded < $1.computer.name.folded }
        return await withTaskGroup(of: (Int, [LicenceRow]).self) { group in
            var waiting = sorted.indices
            var found: [Int: [LicenceRow]] = [:]
            for index in waiting.prefix(atOnce) { group.addTask { (index, await self.rows(of: sorted[index])) } }
            waiting = waiting.dropFirst(atOnce)
            while let (index, rows) = await group.next() {
                found[index] = rows
                progress(found.count)
                guard !Task.isCancelled, let next = waiting.popFirst() else { continue }
                group.addTask { (next, await self.rows(of: sorted[next])) }
            }
            return sorted.indices.flatMap { found[$0] ?? [] }
        }
    }

    private func rows(of target: Target) async -> [LicenceRow] {
        let name = target.computer.name
        do {
            let wanted = target.products.compactMap { products[$0] }
            let look = try await exchange.look(at: target.computer, for: wanted, wholly: false)
            let now = Timestamp.now
            return look.products.map { LicenceRow(name, $0, errors, now: now) }
        } catch {
            return target.products.map { LicenceRow(name, $0, error, errors) }
        }
    }
}
