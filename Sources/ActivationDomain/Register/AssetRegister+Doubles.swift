/// A row of an asset register whose computer another row has already, by address, channel and port.
///
/// Both may be right, where one computer has two names. Where they are not, one computer is asked for both, and the other
/// is told to be active and is not: WinRM without TLS and Kerberos does not say whom it has reached.
package struct RegisterDouble: Sendable, Hashable {
    /// The row that stands first in the file.
    package let first: RegisteredComputer
    /// The other.
    package let second: RegisteredComputer

    /// What to look at, as one of a file's problems.
    ///
    /// - Parameter file: The register's file.
    /// - Returns: a sentence with the second row's line.
    package func problem(in file: String) -> RegisterProblem {
        RegisterProblem(
            file: file,
            line: second.line,
            message: "\(second.name) has the address of \(first.name) on line \(first.line), \(first.address): "
                + "correct one of them, unless one computer has both names"
        )
    }
}

extension AssetRegister {
    /// The rows that lead to where a row before them leads, in the order of the file; an address in whatever spelling.
    package func doubles() -> [RegisterDouble] {
        struct Place: Hashable {
            var address, channel: String
            var port: Int?
        }
        var places: [Place: Int] = [:]
        places.reserveCapacity(computers.count)
        return computers.enumerated().compactMap { index, computer in
            let address = IPAddress(computer.address)?.description ?? computer.address.folded
            let place = Place(address: address, channel: computer.channel, port: computer.port)
            guard let first = places.updateValue(index, forKey: place) else { return nil }
            places[place] = first
            return RegisterDouble(first: computers[first], second: computer)
        }
    }
}
