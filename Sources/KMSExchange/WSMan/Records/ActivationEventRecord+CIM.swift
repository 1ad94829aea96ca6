extension ActivationEventRecord {
    /// Newest first is how WMI answers; a few are asked for, since other programs log events of the same number.
    static let query =
        "select RecordNumber,SourceName,InsertionStrings,Message from Win32_NTLogEvent "
        + "where Logfile='Application' and EventCode=12288"

    /// Reads an instance of `Win32_NTLogEvent`; nil when another program logged it or it has no number.
    ///
    /// The insertion strings are the fields of the message one by one, or the whole list as one string; where there are
    /// none, the message is read. First comes the HRESULT, third `host:port`.
    init?(_ instance: CIMInstance) {
        self.init(
            number: instance.integer("RecordNumber"),
            source: instance.string("SourceName"),
            strings: instance.strings("InsertionStrings"),
            message: instance.string("Message") ?? ""
        )
    }

    /// Reads the parts of an event, however they came.
    init?(number: Int?, source: String?, strings: [String], message: String) {
        guard let number, Self.isFromLicensing(source) else { return nil }
        var fields = Self.fields(of: strings.joined(separator: ","))
        if fields.first.flatMap({ HRESULTText.first(in: $0) }) == nil {
            let start = message.firstRange(of: "0x")?.lowerBound ?? message.endIndex
            fields = Self.fields(of: message[start...])
        }
        self.init(
            recordNumber: number,
            result: fields.first.flatMap { HRESULTText.first(in: $0) } ?? HRESULTText.first(in: message),
            kmsHost: fields.dropFirst().first(where: Self.isHostAndPort)
        )
    }

    private static func fields(of text: some StringProtocol) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingXMLBlanks() }
    }

    /// SPP logs as `Microsoft-Windows-Security-SPP`, OSPP as `Office Software Protection Platform Service`.
    private static func isFromLicensing(_ source: String?) -> Bool {
        guard let source = source?.lowercased() else { return true }
        return source.hasSuffix("security-spp") || source.contains("software protection platform")
    }

    private static func isHostAndPort(_ field: String) -> Bool {
        guard let colon = field.lastIndex(of: ":"), colon > field.startIndex, !field.contains(" ") else { return false }
        return UInt16(field[field.index(after: colon)...]).map { $0 > 0 } ?? false
    }
}
