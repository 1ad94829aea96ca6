internal import Foundation

/// Someone who may log on.
package struct BoardUser: Sendable, Hashable {
    package var name: String
    package var role: BoardRole
    package var hash: PasswordHash

    /// Makes a user.
    package init(name: String, role: BoardRole, hash: PasswordHash) {
        self.name = name
        self.role = role
        self.hash = hash
    }

    /// The form in which a name is kept and looked for: small letters, since people type it either way.
    package static func folded(_ name: String) -> String {
        name.lowercased().trimmingCharacters(in: .whitespaces)
    }

    /// Whether a text can be a user's name: up to 64 small ASCII letters, digits, `.`, `_`, `-` and `@`, the first of them
    /// a letter or a digit.
    package static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isAlphanumeric(first) && text.utf8.allSatisfy { isAlphanumeric($0) || "._-@".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
