import Foundation

/// Machine-readable output: one JSON text a line.
enum JSONOutput {
    /// Writes a value.
    static func write(_ value: some Encodable) {
        Console.line(text(value))
    }

    /// A value as JSON with sorted keys.
    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only values of our own are encoded; none of them can fail.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
