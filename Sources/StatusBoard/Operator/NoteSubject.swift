internal import ActivationDomain

/// What a note is about.
package struct NoteSubject: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case computer, code, alarm
    }

    package let kind: Kind
    /// The computer's name in one form for upper and lower case, the code as events have it, or the alarm's id.
    package let name: String

    /// Makes a subject.
    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = kind == .computer ? name.folded : name
    }
}
