extension AssetRegister {
    /// Reads a register from CSV (RFC 4180, UTF-8 with or without a byte order mark).
    ///
    /// The header tells the delimiter (`,` `;` or tab) and which column lies where; further columns and blank lines are
    /// ignored. A row with something wrong is left out of the register and named by a problem for each thing that is
    /// wrong, so that a caller may refuse the whole file, or go on with the rest when it was told to. A second row of
    /// the same name is such a row. No input makes it fail otherwise.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - file: The file's name, for problems only.
    ///   - knownProducts: The keys of the product catalogue, in lower case.
    /// - Returns: The good rows, and what is wrong, in the order of the file; both may be non-empty.
    package static func parse(
        bytes: [UInt8],
        file: String,
        knownProducts: Set<String>
    ) -> (register: AssetRegister, problems: [RegisterProblem]) {
        var parsing = RegisterParsing(file: file, knownProducts: knownProducts)
        parsing.read(bytes)
        return (AssetRegister(computers: parsing.computers), parsing.problems)
    }
}

/// The state of one run over a register's file.
private struct RegisterParsing {
    let file: String
    let knownProducts: Set<String>
    var computers: [RegisteredComputer] = []
    var problems: [RegisterProblem] = []
    private var lines: [String: Int] = [:]

    init(file: String, knownProducts: Set<String>) {
        self.file = file
        self.knownProducts = knownProducts
    }

    mutating func read(_ bytes: [UInt8]) {
        if let offset = firstForeignByte(in: bytes) {
            let line = 1 + bytes[..<offset].count { $0 == .lineFeed }
            report(line, "the file is not UTF-8 text; save it as “CSV UTF-8” and try again")
            return
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let delimiter = RegisterHeader.delimiter(of: bytes, from: start)
        var reader = CSVReader(bytes: bytes, from: start, delimiter: delimiter)
        guard let first = nextRecord(&reader) else {
            report(1, "the file is empty; its first row must name the columns, and each further row is a computer")
            return
        }
        do throws(RegisterHeader.Fault) {
            let header = try RegisterHeader(first)
            readRows(&reader, header: header)
        } catch {
            report(first.line, error.message)
            return
        }
        if computers.isEmpty, problems.isEmpty {
            report(first.line, "no row follows the header; the register must hold at least one computer")
        }
    }

    private mutating func readRows(_ reader: inout CSVReader, header: RegisterHeader) {
        while let record = nextRecord(&reader) {
            var row = RegisterRow(header: header, knownProducts: knownProducts, record: record)
            let computer = row.computer()
            for fault in row.faults { report(record.line, fault) }
            if let computer { add(computer) }
        }
    }

    private mutating func add(_ computer: RegisteredComputer) {
        let key = computer.name.lowercased()
        if let line = lines[key] {
            report(
                computer.line,
                "the name \(computer.name) stands on line \(line) already (names are compared without case); "
                    + "remove one of the two rows or correct its name"
            )
        } else {
            lines[key] = computer.line
            computers.append(computer)
        }
    }

    private mutating func report(_ line: Int, _ message: String) {
        problems.append(RegisterProblem(file: file, line: line, message: message))
    }

    private func nextRecord(_ reader: inout CSVReader) -> CSVReader.Record? {
        while let record = reader.next() {
            if !record.isBlank { return record }
        }
        return nil
    }

    /// The first byte that no UTF-8 text of ours has; NUL is one, since UTF-16 without a mark is full of it.
    private func firstForeignByte(in bytes: [UInt8]) -> Int? {
        if let nul = bytes.firstIndex(of: 0) { return nul }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
