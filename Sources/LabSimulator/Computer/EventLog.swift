/// The Application log of a computer, as far as licensing writes to it.
struct EventLog {
    /// One record.
    struct Record {
        let number: Int64
        let code: Int64
        let source: String
        let time: Double
        let strings: [String]
        let message: String
    }

    /// No more records than this are kept, the newest, so that a lab can run for days.
    static let limit = 64

    /// The records, oldest first.
    private(set) var records: [Record] = []
    private var nextNumber: Int64

    /// A log that starts at some record number of its own, as that of a computer in use does.
    init(firstNumber: Int64) {
        nextNumber = firstNumber
    }

    /// Adds a record, numbered one higher than the last.
    mutating func append(code: Int64, source: String, time: Double, strings: [String], message: String) {
        records.append(
            Record(number: nextNumber, code: code, source: source, time: time, strings: strings, message: message)
        )
        nextNumber += 1
        if records.count > Self.limit { records.removeFirst() }
    }
}
