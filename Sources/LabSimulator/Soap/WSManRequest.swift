/// What a request says, as far as the lab answers to it.
struct WSManRequest {
    var action: String?
    var resourceURI: String?
    var messageID: String?
    var hasDestination = false
    var hasReplyTo = false
    var selectors: [(name: String, value: String)] = []
    var operationTimeout: Double?
    var maxEnvelopeSize: Int?
    var maxElements: Int?
    var isOptimized = false
    var enumerationMode: String?
    var filterDialect: String?
    var filter: String?
    var enumerationContext: String?
    /// The local name of the first element of the body.
    var bodyElement: String?
    /// The children of a method's `_INPUT` element, by local name.
    var parameters: [String: String] = [:]

    /// A selector's value, its name compared without case.
    ///
    /// `__cimnamespace` is a selector that names no key.
    func selector(_ name: String) -> String? {
        selectors.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Reads an `xs:duration` of days, hours, minutes and seconds, such as `PT60.000S`; nil when it is none.
    static func seconds(duration text: String) -> Double? {
        guard text.hasPrefix("P") else { return nil }
        var isTime = false
        var total = 0.0
        var digits = ""
        for character in text.dropFirst() {
            switch character {
            case "T": isTime = true
            case "0"..."9", ".": digits.append(character)
            default:
                guard let number = Double(digits) else { return nil }
                digits = ""
                switch (character, isTime) {
                case ("D", false): total += number * 86_400
                case ("H", true): total += number * 3_600
                case ("M", true): total += number * 60
                case ("S", true): total += number
                default: return nil
                }
            }
        }
        return digits.isEmpty ? total : nil
    }
}
