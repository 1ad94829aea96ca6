internal import Foundation

extension PasswordHash {
    /// As it stands in the users file, such as `$scrypt$ln=15,r=8,p=3$<salt>$<key>` in base64 without padding (the PHC
    /// string format).
    var text: String {
        "$scrypt$ln=\(cost.exponent),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.base64(salt))$\(Self.base64(key))"
    }

    /// Reads that form; nil for anything else, also for a hash that is too cheap to guess or would take all memory.
    init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = Cost(text: parts[2]),
            let salt = Self.bytes(parts[3]), (16...64).contains(salt.count),
            let key = Self.bytes(parts[4]), (32...64).contains(key.count)
        else { return nil }
        self.init(cost: cost, salt: salt, key: key)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map { Array($0) }
    }
}

extension PasswordHash.Cost {
    /// Reads `ln=15,r=8,p=3`; nil when it is below what is held for safe (N = 2^15, r = 8) or above 128 MiB.
    fileprivate init?(text: Substring) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3,
            let exponent = Self.number(fields[0], "ln="), (15...17).contains(exponent),
            let blockSize = Self.number(fields[1], "r="), blockSize == 8,
            let parallelism = Self.number(fields[2], "p="), (1...8).contains(parallelism)
        else { return nil }
        self.init(exponent: exponent, blockSize: blockSize, parallelism: parallelism)
    }

    private static func number(_ text: Substring, _ name: String) -> Int? {
        guard text.hasPrefix(name) else { return nil }
        let digits = text.dropFirst(name.count)
        return digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
    }
}
