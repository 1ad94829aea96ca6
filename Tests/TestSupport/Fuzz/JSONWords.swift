extension Mutation {
    /// What has a meaning in JSON, or pretends to: numbers out of range, halves of surrogates, deep nesting.
    package static let jsonWords: [[UInt8]] =
        [
            "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "-0", "0.5", "1e400", "-1e-400", "1E5",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890",
            "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\uD8", "\\", "\\n", "\\x", "/*", "NaN", "\u{FEFF}",
            " ",
            "\"\":\"\",", "\"attempt\":", "\"round\":2,", "\"id\":null,", "\"computer\":{},", "\"labels\":{\"\":\"\"},",
            "\"enrolledAt\":\"9999-12-31T23:59:60.999999999+14:00\",", "0000-01-01T00:00:00-23:59",
            String(repeating: "[", count: 600), String(repeating: "{\"a\":", count: 600),
            String(repeating: "9", count: 400), String(repeating: "電", count: 400),
        ].map { Array($0.utf8) } + [[0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE9]]

    /// Spoils JSON text: bytes as any, or a value by another, or two members against each other.
    package static func spoilJSON(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
        guard Int.random(in: 0..<3, using: &random) == 0, let colon = colons.randomElement(using: &random),
            let other = colons.randomElement(using: &random)
        else { return spoil(bytes, words: jsonWords, &random) }
        let value = valueRange(after: colon, in: bytes)
        let word =
            Bool.random(using: &random)
            ? Array(bytes[valueRange(after: other, in: bytes)]) : jsonWords.randomElement(using: &random) ?? []
        return Array(bytes[..<value.lowerBound]) + word + Array(bytes[value.upperBound...])
    }

    private static func valueRange(after colon: Int, in bytes: [UInt8]) -> Range<Int> {
        let start = colon + 1
        let ends = [UInt8(ascii: ","), UInt8(ascii: "}")]
        return start..<(bytes[start...].firstIndex { ends.contains($0) } ?? bytes.count)
    }
}
