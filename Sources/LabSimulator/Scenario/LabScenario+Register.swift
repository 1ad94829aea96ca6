/// What other programs need to know of the lab, written from the same scenario, so that the two cannot drift apart.
extension LabScenario {
    /// The asset register as CSV (RFC 4180), a row for each computer.
    ///
    /// - Parameter port: the port of the rows; nil takes the scenario's.
    /// - Returns: the header and the rows, each ended by CR LF.
    package func assetRegister(port: Int? = nil) -> String {
        var text = "name,address,asset_tag,site,lab,channel,products,port\r\n"
        for computer in computers {
            let fields = [
                computer.name, computer.address, computer.assetTag, computer.site, computer.lab,
                computer.managementChannel, computer.products.map(\.product.rawValue).joined(separator: " "),
                String(port ?? self.port),
            ]
            text += fields.map(Self.quoted).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// How each job ought to end, one JSON object a line, for the products whose scenario says so.
    package func expectedOutcomes() -> String {
        var text = ""
        for computer in computers {
            for product in computer.products {
                guard let expect = product.expect else { continue }
                text +=
                    JSONLine([
                        ("computer", computer.name), ("product", product.product.rawValue),
                        ("outcome", expect.rawValue),
                    ]).text
            }
        }
        return text
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",;\"\t\r\n".contains($0) || $0 == "\r\n" }) else { return field }
        var text = "\""
        for character in field {
            if character == "\"" { text.append("\"") }
            text.append(character)
        }
        return text + "\""
    }
}
