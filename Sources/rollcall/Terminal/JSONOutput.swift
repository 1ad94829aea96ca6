import ActivationDomain
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
        let text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        guard text.unicodeScalars.contains(where: \.isCommand) else { return text }
        // JSON asks for escapes below U+0020 alone; a terminal obeys others too. All of them are of four digits, and
        // stand within strings.
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isCommand {
                result += String(format: "\\u%04x", scalar.value)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
}
