internal import CryptoExtras
internal import Foundation

/// What is kept of a password: scrypt's parameters, a salt, and the key that they make of it.
///
/// By default 32 MiB are gone through three times (N = 2^15, r = 8, p = 3), which OWASP's password storage cheat sheet
/// has among its equal minimums. The parameters stand with each hash, so that later ones may cost more.
package struct PasswordHash: Sendable, Hashable {
    /// The cost of a hash.
    struct Cost: Sendable, Hashable {
        /// The binary logarithm of scrypt's N.
        var exponent = 15
        var blockSize = 8
        var parallelism = 3
    }

    let cost: Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// Makes the hash of a password, with a salt of its own; takes a quarter of a second.
    package init(of password: String) throws {
        try self.init(of: password, cost: Cost())
    }

    init(of password: String, cost: Cost) throws {
        let salt = [UInt8].random(count: 16)
        self.init(cost: cost, salt: salt, key: try PasswordHash.key(password, cost, salt, count: 32))
    }

    init(cost: Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    /// A hash that no password has, for users who are not there: it takes the same time to say so.
    static func ofNobody(_ cost: Cost = Cost()) -> PasswordHash {
        PasswordHash(cost: cost, salt: .random(count: 16), key: .random(count: 32))
    }

    /// Whether it is that of a password; as long for a wrong one as for the right one.
    package func matches(_ password: String) throws -> Bool {
        let other = try PasswordHash.key(password, cost, salt, count: key.count)
        var difference: UInt8 = 0
        for (left, right) in zip(key, other) { difference |= left ^ right }
        return difference == 0 && key.count == other.count
    }

    private static func key(_ password: String, _ cost: Cost, _ salt: [UInt8], count: Int) throws -> [UInt8] {
        // One form for what looks the same: an é may be typed as one character or as two.
        let text = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: text,
            salt: salt,
            outputByteCount: count,
            rounds: 1 << cost.exponent,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }
}

extension PasswordHash: CustomStringConvertible {
    /// Not the hash itself: it has no place in logs.
    package var description: String { "<password hash>" }
}

extension [UInt8] {
    /// Bytes that nobody can foretell.
    static func random(count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
