import ActivationDomain

extension TranscriptReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case verdict, cutOff, scriptHost, items
    }

    /// Writes the report for scripts; `items` are in the order of the transcript.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(verdict.rawValue, forKey: .verdict)
        try container.encode(isCutOff, forKey: .cutOff)
        try container.encode(scriptHost.rawValue, forKey: .scriptHost)
        try container.encode(lines.map(EncodedLine.init), forKey: .items)
    }
}

/// An item as scripts see it; what is not known is left out.
private struct EncodedLine: Encodable {
    var source, result: String
    var computer, product, sku, name, kmsHost, scriptHost: String?
    var code, innerCode, `class`, symbol, licenceStatus: String?
    var minutesRemaining: Int?
    var isKMSClient: Bool?
    var title, advice: [String: String]?

    init(_ line: TranscriptReport.Line) {
        let item = line.item
        source = item.source.rawValue
        result = item.result.rawValue
        computer = item.computer
        product = line.product
        sku = item.sku
        name = item.name
        kmsHost = item.kmsHost
        scriptHost = item.scriptHost?.rawValue
        code = item.code?.text
        innerCode = item.innerCode?.text
        licenceStatus = item.status?.word
        minutesRemaining = item.minutesRemaining
        isKMSClient = item.isKMSClient
        guard let entry = line.entry else { return }
        symbol = entry.symbol
        `class` = entry.errorClass.rawValue
        title = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.title[$0]) })
        advice = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, entry.advice[$0]) })
    }
}
