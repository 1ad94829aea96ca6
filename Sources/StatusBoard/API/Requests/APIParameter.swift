internal import ActivationDomain
internal import BoardFormats
internal import BoardProjection

/// A parameter of the API: what the document says of it, and how it is checked.
struct APIParameter: Sendable {
    let name: String
    let description: String
    /// The JSON Schema of one value.
    let schema: JSONNode
    /// What may stand there, as it follows "write".
    let expected: String
    /// Whether it may stand several times; then any of its values will do.
    var isRepeatable = false
    /// Whether it is a part of the path.
    var isInPath = false
    let accepts: @Sendable (String) -> Bool

    /// How often a repeatable one may stand there: once for each state.
    static let mostRepeats = ActivationState.allCases.count

    /// A text of the person's own choice, such as a name.
    private static func text(_ name: String, _ description: String, inPath: Bool = false) -> APIParameter {
        APIParameter(
            name: name,
            description: description,
            schema: ["type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\u0000-\\u001f\\u007f]*$"],
            expected: "1 to 200 characters, none of them a control character",
            isInPath: inPath
        ) { isText($0, 1...200) }
    }

    private static func isText(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        // As JSON Schema counts: code points.
        length.contains(text.unicodeScalars.count)
            && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    static let campaign = text("campaign", "The name of a campaign, as `/campaigns` lists it.", inPath: true)
    static let computer = text("computer", "The name of a computer, upper and lower case alike.", inPath: true)
    static let site = text("site", "Only this site.")
    static let lab = text("lab", "Only this lab.")
    static let product = text("product", "Only this product, a key of the product catalogue such as `windows`.")

    static let state = APIParameter(
        name: "state",
        description: "Only jobs in this state. Repeat it for several.",
        schema: ["type": "string", "enum": .array(ActivationState.allCases.map { .string($0.rawValue) })],
        expected: "one of " + ActivationState.allCases.map(\.rawValue).joined(separator: ", "),
        isRepeatable: true
    ) { ActivationState(rawValue: $0) != nil }

    static let code = APIParameter(
        name: "code",
        description: "Only jobs that this code keeps from being active.",
        schema: [
            "type": "string", "pattern": "^(0x[0-9A-Fa-f]{8}|ROLLCALL_[A-Z_]{1,60})$", "examples": ["0xC004F074"],
        ],
        expected: "a code of the error catalogue such as 0xC004F074 or ROLLCALL_TLS"
    ) { text in
        if text.hasPrefix("0x") { return text.utf8.count == 10 && text.utf8.dropFirst(2).allSatisfy(isHexDigit) }
        guard text.hasPrefix("ROLLCALL_") else { return false }
        let rest = text.utf8.dropFirst(9)
        return (1...60).contains(rest.count) && rest.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x5F }
    }

    static let search = APIParameter(
        name: "q",
        description:
            "Only computers in whose name, asset tag or address this occurs; one or two characters are taken for "
            + "the beginning of a name.",
        schema: ["type": "string", "maxLength": 200, "pattern": "^[^\\u0000-\\u001f\\u007f]*$"],
        expected: "at most 200 characters, none of them a control character"
    ) { isText($0, 0...200) }

    static let after = APIParameter(
        name: "after",
        description: "Where to go on: `next` of the answer before.",
        schema: ["type": "string", "pattern": "^[0-9]{1,18}([.][0-9]{1,18}){0,2}$"],
        expected: "the next of the answer before"
    ) { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...3).contains(parts.count)
            && parts.allSatisfy { (1...18).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) }
    }

    static let limit = integer("limit", "How many at most.", 1...500, default: APICall.defaultLimit)
    static let columns = integer("columns", "Into how many stretches at most.", 1...120, default: 24)

    static let language = APIParameter(
        name: "language",
        description: "In which language the table says what a code means.",
        schema: ["type": "string", "enum": .array(Language.allCases.map { .string($0.rawValue) }), "default": "en"],
        expected: "one of " + Language.allCases.map(\.rawValue).joined(separator: ", ")
    ) { Language(rawValue: $0) != nil }

    static let within = APIParameter(
        name: "within",
        description: "How soon a licence ends. By default as `board.expiryWarning` says.",
        schema: APITimeSpan.schema,
        expected: APITimeSpan.expected
    ) { APITimeSpan($0) != nil }

    static func since(_ description: String) -> APIParameter {
        APIParameter(
            name: "since",
            description: description,
            schema: ["anyOf": [["type": "string", "format": "date-time"], APITimeSpan.schema]],
            expected: "a time such as 2026-09-01T00:00:00Z (a + in it is written %2B), or how long ago: "
                + APITimeSpan.expected
        ) { APITimeSpan($0) != nil || Timestamp(rfc3339: $0) != nil }
    }

    private static func integer(
        _ name: String,
        _ description: String,
        _ range: ClosedRange<Int>,
        default value: Int
    ) -> APIParameter {
        APIParameter(
            name: name,
            description: description,
            schema: [
                "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
                "default": .integer(value),
            ],
            expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { text in
            (1...3).contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) && Int(text).map(range.contains) ?? false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}

/// A stretch of time as parameters have it, such as `30d`.
struct APITimeSpan {
    static let expected = "a whole number from 1 to 99999 and s, m, h or d, such as 30d"
    static let schema: JSONNode = ["type": "string", "pattern": "^[1-9][0-9]{0,4}[smhd]$", "examples": ["30d"]]

    let duration: Duration

    init?(_ text: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let digits = text.utf8.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), (1...5).contains(digits.count), digits.first != 0x30,
            digits.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text.dropLast())
        else { return nil }
        duration = .seconds(count * unit)
    }
}
