import ActivationDomain

/// The fields of event 12288, which a computer logs for each KMS host that it asks, of 12289 for the host's answer, and
/// of 12290, the host's own.
///
/// However the event is printed, they stand one behind the other with commas: the HRESULT, then in 12288 a second one and
/// `host:port`, in 12290 the count needed and the client's name; then in both the client's id, the time, a flag, the
/// licence's status, minutes, the product's id. In 12289 numbers stand behind the two codes. A code may have fewer than
/// eight digits there.
struct EventRecord {
    private var text: String
    private var fields: [String]

    /// Begins with a line that has the first two fields, or that a console has broken between them; nil for any other.
    init?(_ line: TranscriptLine) {
        guard let start = EventRecord.start(in: line.text) else { return nil }
        text = String(line.text.part(from: start))
        fields = EventRecord.fields(of: text[...])
        guard let first = fields.first, EventRecord.code(first) != nil else { return nil }
        let hasComma = text.dropFirst(first.count).trimmingBlanks.hasPrefix(",")
        let isBroken =
            hasComma && line.columns >= 40 && fields.count <= 2
            && fields.dropFirst().allSatisfy { $0.utf8.allSatisfy(\.isOfWord) }
        guard isRecord || isBroken else { return nil }
    }

    /// Whether the first fields are those of one of the events.
    ///
    /// Other programs print short numbers too, so that with one the fields behind it have to be the event's.
    var isRecord: Bool {
        guard fields.count > 2 else { return false }
        guard EventRecord.code(fields[1]) != nil else {
            let isLong = fields[0].utf8.count == 10
            return Int(fields[1]) != nil && (isLong || (fields.count > 3 && !Scan.identifiers(in: fields[3]).isEmpty))
        }
        return isAnswer || hasLongCodes || Scan.isHostAndPort(fields[2])
    }

    /// Whether it is the answer, which names neither host nor product.
    private var isAnswer: Bool {
        guard fields.count > 2, EventRecord.code(fields[1]) != nil, Int(fields[2]) != nil else { return false }
        return hasLongCodes || (fields.count > 6 && fields[2..<7].allSatisfy { Int($0) != nil })
    }

    private var hasLongCodes: Bool { fields[..<2].allSatisfy { $0.utf8.count == 10 } }

    /// A field that is a code of up to eight digits, and nothing else.
    private static func code(_ field: some StringProtocol) -> ErrorCode? {
        let digits = field.dropFirst(2)
        guard field.lowercased().hasPrefix("0x"), (1...8).contains(digits.utf8.count),
            digits.utf8.allSatisfy(\.isHexDigit)
        else { return nil }
        return UInt32(digits, radix: 16).map(ErrorCode.init(hresult:))
    }

    /// Where the first field may be: a code of any length with a comma or a tag behind it, or any long one.
    private static func start(in line: String) -> Int? {
        let long = Scan.codes(in: line).first?.range.lowerBound
        var rest = line[...]
        while let range = rest.firstRange(of: "0x") {
            let field = line[range.lowerBound...].prefix { $0 != "," && $0 != "<" && $0 != " " }
            let isWhole = field.endIndex < line.endIndex && line[field.endIndex] != " "
            let before = line[..<range.lowerBound].last
            if isWhole, before == nil || before == ">" || before == " ", code(field) != nil {
                let short = line[..<range.lowerBound].utf8.count
                return long.map { min($0, short) } ?? short
            }
            rest = line[range.upperBound...]
        }
        return long
    }

    /// The computers that a line beside an event names; the headline of a table stands for several.
    static func computers(in line: String) -> [String] {
        if let start = line.firstRange(of: "<Computer>"), let end = line.firstRange(of: "</Computer>"),
            start.upperBound < end.lowerBound
        {
            return [line[start.upperBound..<end.lowerBound].lowercased()]
        }
        if line.contains("\"MachineName\"") { return ["", "several"] }
        guard let labelled = LabelledLine(line), !labelled.value.isEmpty,
            ["Computer", "MachineName", "PSComputerName"].contains(labelled.label.trimmingBlanks)
        else { return [] }
        return [labelled.value.lowercased()]
    }

    /// Whether all fields up to the product's id are there.
    var isWhole: Bool { product != nil || (isAnswer && fields.count > 7) }

    /// Takes a line that goes on where a console has broken the one before, if need be within a tag of XML.
    mutating func add(_ line: String) {
        text += line
        fields = EventRecord.fields(of: text[...])
    }

    /// What it comes to.
    var item: Transcript.Item {
        if isAnswer {
            // What the host has answered; it shows no licence.
            var item = Transcript.Item(.event12289, .unknown)
            if let code = EventRecord.code(fields[0]), code.hresult != 0 { (item.result, item.code) = (.failed, code) }
            return item
        }
        let isOfClient = EventRecord.code(fields[1]) != nil
        var item = Transcript.Item(isOfClient ? .event12288 : .event12290, .unknown)
        if let code = EventRecord.code(fields[0]), code.hresult != 0 {
            item.result = .failed
            // The computer itself reports each failure under this code, and the event the cause.
            item.code = isOfClient ? .everyHostFailed : code
            item.innerCode = isOfClient && code != .everyHostFailed ? code : nil
        }
        if isOfClient { item.kmsHost = fields[2...].first(where: Scan.isHostAndPort) }
        if let product {
            item.sku = Scan.identifiers(in: fields[product]).first?.text
            item.minutesRemaining = Int(fields[product - 1])
            item.status = Int(fields[product - 2]).flatMap(LicenceStatus.init)
            if isOfClient { item.request = request(before: product) }
        }
        if isOfClient, item.result == .unknown, item.status == .licensed { item.result = .licensed }
        item.isKMSClient = true
        return item
    }

    /// The client's id, which some mask with zeros, and the time of its request.
    private func request(before product: Int) -> Transcript.Request? {
        let time = Scan.numbers(in: fields[product - 4])
        guard time.count == 5, let client = Scan.identifiers(in: fields[product - 5]).first?.text,
            client.contains(where: { $0 != "0" && $0 != "-" })
        else { return nil }
        return Transcript.Request(client: client, time: time)
    }

    /// Where the product's id is: behind the client's, and two numbers.
    private var product: Int? {
        fields.indices.dropFirst(6).first { index in
            Scan.identifiers(in: fields[index]).first?.text != nil && Int(fields[index - 1]) != nil
                && Int(fields[index - 2]) != nil
        }
    }

    /// In XML each field may be an element of its own.
    private static func fields(of text: Substring) -> [String] {
        guard text.contains("</") else {
            return text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingBlanks)
        }
        var plain = ""
        var isInTag = false
        for character in text {
            switch character {
            case "<":
                isInTag = true
                plain.append(",")
            case ">": isInTag = false
            case _ where !isInTag: plain.append(character)
            default: break
            }
        }
        return plain.split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty }
    }
}

extension ErrorCode {
    /// SL_E_VL_BINDING_SERVICE_UNAVAILABLE.
    static let everyHostFailed = ErrorCode(hresult: 0xC004_F074)
    /// SL_E_VL_INVALID_TIMESTAMP.
    static let clockIsOff = ErrorCode(hresult: 0xC004_F06C)
}
