/// Checks one row of an asset register and makes a computer of it.
struct RegisterRow {
    /// The columns.
    let header: RegisterHeader
    /// The keys of the product catalogue.
    let knownProducts: Set<String>
    /// The row.
    let record: CSVReader.Record
    /// What is wrong with it, each a clause for a ``RegisterProblem``.
    private(set) var faults: [String] = []

    init(header: RegisterHeader, knownProducts: Set<String>, record: CSVReader.Record) {
        self.header = header
        self.knownProducts = knownProducts
        self.record = record
    }

    /// The computer; `nil` with ``faults`` when anything is wrong.
    mutating func computer() -> RegisteredComputer? {
        if let fault = record.fault {
            faults.append(fault)
            return nil
        }
        guard record.fields.count == header.width else {
            faults.append(
                "the row has \(record.fields.count) fields and the header \(header.width) columns; "
                    + "give each column one field, in quotes where it holds a delimiter"
            )
            return nil
        }
        let name = required(.name)
        let address = address()
        let assetTag = text(.assetTag)
        let site = required(.site)
        let lab = required(.lab)
        let channel = channel()
        let products = products()
        let port = port()
        guard faults.isEmpty else { return nil }
        return RegisteredComputer(
            name: name,
            address: address,
            assetTag: assetTag,
            site: site,
            lab: lab,
            channel: channel,
            products: products,
            port: port,
            line: record.line
        )
    }

    /// A field of at most 255 bytes without control characters: it goes into messages, logs and routing keys.
    private mutating func text(_ column: RegisterHeader.Column) -> String {
        let text = header.field(column, of: record)
        if text.utf8.count > 255 {
            faults.append("\(column.rawValue) has \(text.utf8.count) bytes; shorten it to 255")
        } else if text.unicodeScalars.contains(where: isControl) {
            faults.append("\(column.rawValue) holds a control character, such as a line end or a tab; remove it")
        } else if isSpecialBlank(text.first) || isSpecialBlank(text.last) {
            // Plain blanks are gone already: this one cannot be seen, and would make two names of one.
            faults.append("\(column.rawValue) begins or ends with a special blank; remove it")
        }
        return text
    }

    private mutating func required(_ column: RegisterHeader.Column) -> String {
        let text = text(column)
        if text.isEmpty { faults.append("\(column.rawValue) is empty; fill it in") }
        return text
    }

    private mutating func address() -> String {
        let count = faults.count
        let text = required(.address)
        if faults.count == count, !HostSyntax.isHost(text) {
            faults.append(
                "address “\(text)” is neither a DNS name nor an IP address; write one of them, without a port"
            )
        }
        return text
    }

    private mutating func channel() -> String {
        let text = header.field(.channel, of: record)
        let channel = text.lowercased()
        if channel != "winrm" && channel != "ssh" {
            faults.append("channel is “\(text.prefix(80))”; write winrm or ssh")
        }
        return channel
    }

    private mutating func products() -> [String] {
        var products: [String] = []
        let parts = header.field(.products, of: record).split(whereSeparator: isSeparator)
        for part in parts {
            let product = part.lowercased()
            if !knownProducts.contains(product) {
                let known = knownProducts.sorted().joined(separator: ", ")
                faults.append("product “\(part.prefix(80))” is not in the catalogue; write one of \(known)")
            } else if !products.contains(product) {
                products.append(product)
            }
        }
        if parts.isEmpty {
            faults.append("products is empty; name what is to be activated, or remove the row")
        }
        return products
    }

    private mutating func port() -> Int? {
        let text = header.field(.port, of: record)
        guard !text.isEmpty else { return nil }
        let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let port = Int(text), (1...65535).contains(port) else {
            faults.append("port is “\(text.prefix(80))”; write a number from 1 to 65535, or leave it empty")
            return nil
        }
        return port
    }

    // These three spare most characters a look into Unicode's tables, which is half of the time that a row takes.

    /// Whether a scalar is of the category Cc: C0, DEL and C1.
    private func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    private func isSpecialBlank(_ character: Character?) -> Bool {
        guard let character, !character.isASCII else { return false }
        return character.isWhitespace
    }

    private func isSeparator(_ character: Character) -> Bool {
        switch character {
        case "a"..."z", "0"..."9", "-": false
        default: character.isWhitespace || character == ";" || character == "|"
        }
    }
}
