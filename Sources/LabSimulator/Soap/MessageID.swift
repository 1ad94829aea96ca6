/// Identifiers of messages and contexts.
enum MessageID {
    /// A random UUID in upper case, as Windows writes them.
    ///
    /// Not Foundation's, which opens the random device anew for each.
    static func random() -> String {
        StableHash.shaped(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max), version: 4).uppercased()
    }
}
