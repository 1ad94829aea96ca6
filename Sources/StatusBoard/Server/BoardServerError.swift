/// Why the board cannot serve: one sentence for people, and a kind for the exit code.
package struct BoardServerError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// A setting is wrong, or a file that one names.
        case settings
        /// The machine does not give what is needed: the port is taken.
        case unavailable
    }

    package let kind: Kind
    package let description: String

    /// Makes an error from its sentence, without a full stop.
    package init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        description = sentence
    }
}
