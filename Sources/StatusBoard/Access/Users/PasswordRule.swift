internal import Foundation

/// What a new password must be: long.
///
/// Rules beyond that make people choose worse ones (NIST SP 800-63B, section 3.1.1.2).
package enum PasswordRule {
    package static let minimum = 12
    /// In bytes: a longer one costs time before it is looked at.
    package static let maximum = 1024

    /// What is wrong with a password, as a sentence without a full stop; nil when it may be one.
    package static func fault(_ password: String) -> String? {
        if password.utf8.count > maximum { return "the password is longer than \(maximum) bytes" }
        if password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "the password holds a control character, which nobody can type into a form"
        }
        let count = password.precomposedStringWithCanonicalMapping.count
        guard count < minimum else { return nil }
        return "the password has \(count) characters; give it at least \(minimum)"
    }
}
