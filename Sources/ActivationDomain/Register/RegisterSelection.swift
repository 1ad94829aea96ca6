/// Which computers of a register, and which of their products, someone means.
package struct RegisterSelection: Sendable {
    /// Empty means all; names are compared without case.
    package var computers: [String] = []
    package var labs: [String] = []
    package var sites: [String] = []
    package var products: [String] = []

    /// Selects everything.
    package init() {}

    /// The names that stand for nothing, such as `A101-99` and `--lab A102`.
    package func unknown(in register: AssetRegister) -> [String] {
        var unknown = computers.filter { register.computer(named: $0) == nil }
        for (option, names, known) in [
            ("--lab", labs, register.computers.map(\.lab)), ("--site", sites, register.computers.map(\.site)),
            ("--product", products, register.computers.flatMap(\.products)),
        ] where !names.isEmpty {
            let known = Set(known.map(\.folded))
            unknown += names.filter { !known.contains($0.folded) }.map { "\(option) \($0)" }
        }
        return unknown
    }

    /// The beginning of a sentence about them, such as `A101-99 and --lab A102 are`; nil when there are none.
    package func unknownNames(in register: AssetRegister) -> String? {
        let names = unknown(in: register)
        return names.isEmpty ? nil : "\(names.listing(upTo: 10)) \(names.count == 1 ? "is" : "are")"
    }

    /// Whether a name is empty, as where a script's variable has none: it is meant for something, and not for all.
    package var hasEmptyName: Bool {
        [computers, labs, sites, products].joined().contains { $0.allSatisfy(\.isWhitespace) }
    }

    /// What is meant, in the register's order; computers without any of the products are left out.
    package func rows(of register: AssetRegister) -> [(computer: RegisteredComputer, products: [String])] {
        let wanted = [computers, labs, sites, products].map { Set($0.map(\.folded)) }
        func passes(_ name: String, _ index: Int) -> Bool {
            wanted[index].isEmpty || wanted[index].contains(name.folded)
        }
        return register.computers.compactMap { computer in
            guard passes(computer.name, 0), passes(computer.lab, 1), passes(computer.site, 2) else { return nil }
            let products = computer.products.filter { passes($0, 3) }
            return products.isEmpty ? nil : (computer, products)
        }
    }
}
