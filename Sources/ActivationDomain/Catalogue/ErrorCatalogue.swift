/// What each code means: its class, its retry policy, and what a person should do.
package struct ErrorCatalogue: Sendable {
    /// One code of the catalogue.
    package struct Entry: Sendable, Hashable {
        package var code: ErrorCode?
        package var symbol: String?
        package var errorClass: ErrorClass
        package var policy: RetryPolicy
        /// Whether the code only says that every host failed, so that event 12288 holds the cause.
        package var isWrapper: Bool
        /// Whether the trouble lies with the KMS host, and is reported once for the host.
        package var concernsKMSHost: Bool
        /// What a worker may mend when a setting allows it.
        package var mend: Mend?
        package var title: LocalizedText
        package var advice: LocalizedText
    }

    /// The entries by code.
    package let entries: [ErrorCode: Entry]
    private let unknown: Entry

    init(entries: [ErrorCode: Entry], unknown: Entry) {
        self.entries = entries
        self.unknown = unknown
    }

    /// What the catalogue says of a code; the entry for unknown codes when it is not listed.
    package func entry(_ code: ErrorCode) -> Entry {
        entries[code] ?? unknown
    }

    /// The entry whose code or symbol is written so, in any case; nil when there is none.
    package func find(_ text: String) -> Entry? {
        if let code = ErrorCode(text) { return entries[code] }
        return entries.values.first { $0.symbol?.lowercased() == text.lowercased() }
    }
}
