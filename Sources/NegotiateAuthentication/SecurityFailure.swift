/// Why a security context was not had, or refused what it was given.
package struct SecurityFailure: Error, Sendable, Hashable {
    /// What a caller can act on.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: Sendable {
            case refused, notGranted, kdcUnreachable, clockSkew, unknownService, expired, unusableCredential,
                noMechanism
            case badToken, notProtected, tooLate, cancelled
        }
        private let kind: Kind

        /// The realm itself says that the account does not get in: wrong password, unknown, locked, expired.
        ///
        /// It says so whatever the computer is, and to try again may lock it.
        package static let refused = Code(kind: .refused)
        /// The realm's answer to a log-on was an error that need not be the account's; to try again may lock it all the same.
        package static let notGranted = Code(kind: .notGranted)
        /// No key distribution centre of the realm answered in time.
        package static let kdcUnreachable = Code(kind: .kdcUnreachable)
        /// This machine's clock is further from the realm's than Kerberos allows.
        package static let clockSkew = Code(kind: .clockSkew)
        /// The realm knows no such service, so no ticket can be had for it.
        package static let unknownService = Code(kind: .unknownService)
        /// A ticket was too old, or one that the realm does not know any more.
        package static let expired = Code(kind: .expired)
        /// What was configured cannot be used: no keytab at the path, a name that the mechanism has no form for.
        package static let unusableCredential = Code(kind: .unusableCredential)
        /// GSSAPI has not got the mechanism, or the two sides none in common.
        package static let noMechanism = Code(kind: .noMechanism)
        /// The other side sent what is no token or message of this context, or one that was changed on the way.
        package static let badToken = Code(kind: .badToken)
        /// The context would not encrypt, or a message was not encrypted.
        package static let notProtected = Code(kind: .notProtected)
        /// The deadline passed; nobody in particular is to blame.
        package static let tooLate = Code(kind: .tooLate)
        /// The task was cancelled.
        package static let cancelled = Code(kind: .cancelled)

        /// The name of the code, for the log.
        package var description: String { "\(kind)" }
    }

    /// What a caller can act on.
    package let code: Code
    /// What happened, in one line of bounded length; never a secret.
    package let message: String

    /// Makes a failure; of the message, one line of at most 400 bytes is kept, for libraries quote what peers sent.
    package init(_ code: Code, _ message: String) {
        self.code = code
        let printable = message.unicodeScalars.prefix(400).map { scalar in
            scalar.properties.generalCategory == .control ? " " : Character(scalar)
        }
        var text = String(printable)
        while text.utf8.count > 400 { text.removeLast() }
        self.message = text
    }
}

extension SecurityFailure: CustomStringConvertible {
    /// Code and message.
    package var description: String { "\(code): \(message)" }
}
