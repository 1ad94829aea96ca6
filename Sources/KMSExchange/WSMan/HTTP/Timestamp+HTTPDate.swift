internal import ActivationDomain

extension Timestamp {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads the header `Date` as servers write it (RFC 9110, section 5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Returns: nil for all else, the obsolete forms included.
    init?(httpDate text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[5] == "GMT", let index = Self.months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let month = index < 9 ? "0\(index + 1)" : "\(index + 1)"
        self.init(rfc3339: "\(words[3])-\(month)-\(words[1])T\(words[4])Z")
    }
}
