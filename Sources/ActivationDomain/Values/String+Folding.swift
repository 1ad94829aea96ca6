extension String {
    /// The text in lower case; the same as `lowercased()`, and much faster for ASCII, which names of computers are.
    package var folded: String {
        var text = self
        let needsWork = text.withUTF8 { utf8 in
            utf8.contains { $0 >= 0x80 || (0x41...0x5A).contains($0) }
        }
        guard needsWork else { return self }
        guard utf8.allSatisfy({ $0 < 0x80 }) else { return lowercased() }
        return String(unsafeUninitializedCapacity: utf8.count) { buffer in
            var count = 0
            for byte in utf8 {
                buffer[count] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }
}
