/// The computers that the organisation owns, by its own record: only these are ever contacted.
///
/// It is read from CSV by ``parse(bytes:file:knownProducts:)``.
package struct AssetRegister: Sendable {
    /// The computers in the order of the file.
    package let computers: [RegisteredComputer]

    /// Where each computer is, by its name in lower case.
    private let positions: [String: Int]

    /// Makes a register of computers; of two with the same name without case the first one counts.
    package init(computers: [RegisteredComputer]) {
        var kept: [RegisteredComputer] = []
        var positions: [String: Int] = [:]
        kept.reserveCapacity(computers.count)
        positions.reserveCapacity(computers.count)
        for computer in computers {
            let key = computer.name.folded
            guard positions[key] == nil else { continue }
            positions[key] = kept.count
            kept.append(computer)
        }
        self.computers = kept
        self.positions = positions
    }

    /// Returns the computer of a name, compared without case; its cost does not grow with the register.
    package func computer(named name: String) -> RegisteredComputer? {
        positions[name.folded].map { computers[$0] }
    }
}
