/// The first row of an asset register: which column lies where.
struct RegisterHeader {
    /// The columns that a register is read from, as the header names them.
    enum Column: String, CaseIterable {
        case name
        case address
        case assetTag = "asset_tag"
        case site
        case lab
        case channel
        case products
        case port

        /// Every column but the port must be there.
        var isRequired: Bool { self != .port }
    }

    /// How many columns the header names; each row must have as many fields.
    let width: Int

    private let positions: [Int?]

    /// Reads the header.
    ///
    /// - Throws: ``Fault`` when a required column is missing or a column is named twice.
    init(_ record: CSVReader.Record) throws(Fault) {
        if let fault = record.fault { throw Fault(message: fault) }
        var positions = [Int?](repeating: nil, count: Column.allCases.count)
        for (position, field) in record.fields.enumerated() {
            guard let column = Column(rawValue: field.lowercased()) else { continue }
            guard positions[column.index] == nil else {
                throw Fault(
                    message: "the header names the column \(column.rawValue) twice; remove or rename one of them"
                )
            }
            positions[column.index] = position
        }
        let missing = Column.allCases.filter { $0.isRequired && positions[$0.index] == nil }.map(\.rawValue)
        guard missing.isEmpty else {
            let noun = missing.count == 1 ? "column" : "columns"
            let required = Column.allCases.filter(\.isRequired).map(\.rawValue).joined(separator: ",")
            throw Fault(
                message: "the header lacks the \(noun) \(missing.joined(separator: ", ")); "
                    + "the first row must name at least \(required)"
            )
        }
        self.width = record.fields.count
        self.positions = positions
    }

    /// Returns a row's field of a column; `""` when the register has no such column.
    func field(_ column: Column, of record: CSVReader.Record) -> String {
        guard let position = positions[column.index], position < record.fields.count else { return "" }
        return record.fields[position]
    }

    /// Guesses the delimiter from the first line that is not blank: whichever of comma, semicolon and tab stands there
    /// most often outside quotes; the comma when there is none.
    ///
    /// Spreadsheets write the semicolon where the comma is the decimal sign, and so a file tells by itself.
    static func delimiter(of bytes: [UInt8], from start: Int) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8.tab]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes[start...] {
            if byte == .quote {
                isQuoted.toggle()
            } else if !isQuoted, byte == .lineFeed || byte == .carriageReturn {
                if counts != [0, 0, 0] { break }
            } else if !isQuoted, let index = candidates.firstIndex(of: byte) {
                counts[index] += 1
            }
        }
        let best = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
        return candidates[best]
    }

    /// What is wrong with a header.
    struct Fault: Error {
        let message: String
    }
}

extension RegisterHeader.Column {
    /// Its place among all columns.
    fileprivate var index: Int {
        switch self {
        case .name: 0
        case .address: 1
        case .assetTag: 2
        case .site: 3
        case .lab: 4
        case .channel: 5
        case .products: 6
        case .port: 7
        }
    }
}
