import ActivationDomain

/// The fields of event 12288, which a computer logs for each KMS host that it asks, and of 12290, the host's own.
///
/// However the event is printed, they stand one behind the other with commas: the HRESULT, then in 12288 a second one and
/// `host:port`, in 12290 the count needed and the client's name; then in both the client's id, the time, a flag, the
/// licence's status, minutes, the product's id.
struct EventRecord {
    private var text: String
    private var fields: [String]

    /// Begins with a line that has the first two fields, or that a console has broken between them; nil for any other.
    init?(_ line: TranscriptLine) {
        guard let code = Scan.codes(in: line.text).first else { return nil }
        text = String(line.text.part(from: code.range.lowerBound))
        fields = EventRecord.fields(of: text[...])
        guard let first = fields.first, first == line.text.part(code.range) else { return nil }
        let hasComma = line.text.part(from: code.range.upperBound).trimmingBlanks.hasPrefix(",")
        let isBroken =
            hasComma && line.columns >= 40 && fields.count <= 2
            && fields.dropFirst().allSatisfy { $0.utf8.allSatisfy(\.isOfWord) }
        guard isRecord || isBroken else { return nil }
    }

    /// Whether the first fields are those of one of the events.
    var isRecord: Bool {
        fields.count > 2 && (Scan.codes(in: fields[1]).count == 1 || Int(fields[1]) != nil)
    }

    /// Whether all fields up to the product's id are there.
    var isWhole: Bool { product != nil }

    /// Takes a line that goes on where a console has broken the one before, if need be within a tag of XML.
    mutating func add(_ line: String) {
        text += line
        fields = EventRecord.fields(of: text[...])
    }

    /// What it comes to.
    var item: Transcript.Item {
        let isOfClient = !Scan.codes(in: fields[1]).isEmpty
        var item = Transcript.Item(isOfClient ? .event12288 : .event12290, .unknown)
        if let code = Scan.codes(in: fields[0]).first?.code, code.hresult != 0 {
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
        }
        if isOfClient, item.result == .unknown, item.status == .licensed { item.result = .licensed }
        item.isKMSClient = true
        return item
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
}
