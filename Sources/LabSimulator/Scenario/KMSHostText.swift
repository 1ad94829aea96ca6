/// A KMS host as it stands on a computer before anyone has set one: `kms.example.edu` or `kms.example.edu:1690`.
package struct KMSHostText: Sendable, Equatable {
    /// Its name.
    package var host: String
    /// Its port; 0 where none is set.
    package var port: Int

    /// Reads a name, with or without a port; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return nil }
        self.host = String(host)
        port = 0
        guard parts.count == 2 else { return }
        guard let port = UInt16(parts[1]), port > 0 else { return nil }
        self.port = Int(port)
    }
}
